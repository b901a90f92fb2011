# A loess curve through R's data set `cars`, with leave-one-out cross-validation.
# The parameters come as words: train.R --span 0.5 --degree 2
words <- commandArgs(trailingOnly = TRUE)
value <- function(name) words[match(paste0("--", name), words) + 1]
span <- as.numeric(value("span"))
degree <- as.integer(value("degree"))

errors <- sapply(seq_len(nrow(cars)), function(left) {
  fit <- loess(dist ~ speed, cars[-left, ], span = span, degree = degree,
               control = loess.control(surface = "direct"))
  predict(fit, cars[left, ]) - cars$dist[left]
})
cat(sprintf("podium: {\"rmse\": %.17g}\n", sqrt(mean(errors^2))))
