"""A random forest on the digits of scikit-learn, with cross-validation."""

from podium_trial import Trial
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

trial = Trial({"trees": 100, "max_depth": 8, "max_features": "sqrt", "min_samples_leaf": 1})
parameters = trial.parameters
samples, labels = load_digits(return_X_y=True)
forest = RandomForestClassifier(
    n_estimators=parameters["trees"],
    max_depth=parameters["max_depth"],
    max_features=parameters["max_features"],
    min_samples_leaf=parameters["min_samples_leaf"],
    random_state=trial.seed,
)
scores = cross_val_score(forest, samples, labels, cv=3)
trial.report(accuracy=scores.mean(), deviation=scores.std())
