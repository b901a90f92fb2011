"""Golden values for the expected hypervolume improvement, from BoTorch.

    python -m pip install botorch==0.18.1 torch==2.15.0
    python Scripts/goldens_ehvi.py

Writes Tests/SearchTests/Goldens/ehvi.json: fronts of two to four objectives to minimise, some with
points that others dominate or that miss the reference point, and for several normal predictions the
logarithm of the expected improvement with its derivatives by the means and the standard deviations.
BoTorch maximises, so all signs are changed for it. Tests only read the file.
"""

import json
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import botorch
import torch
from botorch.acquisition.multi_objective.analytic import ExpectedHypervolumeImprovement
from botorch.utils.multi_objective.box_decompositions.non_dominated import FastNondominatedPartitioning
from botorch.utils.testing import MockModel, MockPosterior

ROOT = Path(__file__).resolve().parent.parent
torch.set_default_dtype(torch.float64)


def logarithm(front, reference, means, deviations):
    partitioning = FastNondominatedPartitioning(ref_point=-reference, Y=-front)
    posterior = MockPosterior(mean=-means.reshape(1, 1, -1), variance=(deviations ** 2).reshape(1, 1, -1))
    acquisition = ExpectedHypervolumeImprovement(
        MockModel(posterior), ref_point=-reference, partitioning=partitioning)
    return acquisition(torch.zeros(1, 1, 1)).log().sum()


def case(objectives, count, generator):
    front = torch.rand(count, objectives, generator=generator)
    # Near a sphere, so that many points are not dominated.
    front = 1 - front / front.norm(dim=1, keepdim=True) * (0.7 + 0.3 * torch.rand(count, 1, generator=generator))
    reference = torch.full((objectives,), 0.95)
    predictions = []
    for number in range(6):
        means = torch.rand(objectives, generator=generator).requires_grad_()
        deviations = (0.03 + 0.4 * torch.rand(objectives, generator=generator)).requires_grad_()
        value = logarithm(front, reference, means, deviations)
        value.backward()
        predictions.append({
            "means": means.tolist(), "deviations": deviations.tolist(), "logarithm": value.item(),
            "byMean": means.grad.tolist(), "byDeviation": deviations.grad.tolist()})
    return {"front": front.tolist(), "reference": reference.tolist(), "predictions": predictions}


generator = torch.Generator().manual_seed(7)
cases = [case(objectives, count, generator)
         for objectives, count in [(2, 0), (2, 1), (2, 12), (3, 1), (3, 15), (4, 9)]]
file = ROOT / "Tests/SearchTests/Goldens/ehvi.json"
file.write_text(json.dumps({"source": f"BoTorch {botorch.__version__}", "cases": cases}) + "\n")
