# Prints what R and rms print of logistic and other models, for the readers of `radscore nomogram` and their tests.
#
# usage: Rscript scripts/nomogram/print-r.R [FOLDER]    (default: test/fixtures/nomogram; print-statsmodels.py runs first)
suppressPackageStartupMessages({
  library(rms)
  library(survival)
  library(splines)
})
arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments) > 0) arguments[1] else "test/fixtures/nomogram"
options(width = 80, prType = "plain")

cohort <- read.csv(file.path(folder, "cohort.csv"))
patients <- read.csv(file.path(folder, "patients.csv"))
cohort$grade <- factor(cohort$grade, levels = c("I", "II", "III"))
patients$grade <- factor(patients$grade, levels = c("I", "II", "III"))
dd <- datadist(cohort)
# The ranges that the tests give to `radscore nomogram`.
dd$limits["Low:prediction", c("age", "ki67", "volume")] <- c(26, 2, 1)
dd$limits["High:prediction", c("age", "ki67", "volume")] <- c(84, 95, 40)
options(datadist = "dd")

write <- function(name, ...) {
  text <- capture.output(...)
  writeLines(text, file.path(folder, name))
}

f <- lrm(pcr ~ age + ki67 + grade + hr, data = cohort)
spline <- lrm(pcr ~ rcs(age, c(30, 45, 55, 70)) + ki67 + hr, data = cohort)
counted <- lrm(pcr ~ rcs(age, 4) + ki67, data = cohort)
logged <- lrm(pcr ~ age + log(volume) + grade, data = cohort)
g <- glm(pcr ~ age + ki67 + grade + hr, family = binomial, data = cohort)
transformed <- glm(pcr ~ age + log(volume) + factor(hr), family = binomial(link = "logit"), data = cohort)

write("r-lrm.txt", print(f))
write("r-lrm-whole.txt", { print(f); print(coef(f), digits = 15); print(vcov(f), digits = 12) })
write("r-lrm-coef.txt", print(coef(f), digits = 15))
write("r-lrm-vcov.txt", print(vcov(f)))
write("r-lrm-spline.txt", { print(spline); print(coef(spline), digits = 15); print(vcov(spline), digits = 12) })
write("r-lrm-spline-counted.txt", print(counted))
write("r-lrm-log.txt", { print(logged); print(coef(logged), digits = 15) })
write("r-lrm-wide-digits.txt", print(f, digits = 10))
write("r-glm-summary.txt", print(summary(g)))
write("r-glm-print.txt", print(g))
write("r-glm-coef.txt", print(coef(g)))
write("r-glm-coef-summary.txt", print(coef(summary(g))))
write("r-glm-log.txt", { print(summary(transformed)); print(coef(transformed), digits = 15) })
write.csv(vcov(f), file.path(folder, "r-lrm-vcov.csv"))
write.csv(vcov(g), file.path(folder, "r-glm-vcov.csv"))
write.csv(data.frame(estimate = coef(g)), file.path(folder, "r-glm-coef.csv"))
write("r-glm-whole.txt", { print(summary(g)); print(coef(g), digits = 15); print(vcov(g), digits = 12) })
write("rms-glm.txt", print(Glm(pcr ~ age + ki67 + grade + hr, family = binomial(), data = cohort)))

# What has to be refused.
write("refused-r-lrm-interaction.txt", print(lrm(pcr ~ age * grade + hr, data = cohort)))
write("refused-r-lrm-ordinal.txt", print(lrm(as.integer(grade) ~ age + ki67, data = cohort)))
write("refused-r-lrm-summary.txt", print(summary(f)))
write("refused-r-lrm-power.txt", print(lrm(pcr ~ pol(age, 2) + hr, data = cohort)))
write("refused-r-lrm-lsp.txt", print(lrm(pcr ~ lsp(age, 50) + hr, data = cohort)))
write("refused-r-cph.txt", print(cph(Surv(months, pcr) ~ age + ki67, data = cohort)))
write("refused-r-ols.txt", print(ols(ki67 ~ age + hr, data = cohort)))
write("refused-r-coxph.txt", print(summary(coxph(Surv(months, pcr) ~ age + ki67, data = cohort))))
write("refused-r-coxph-coef.txt", print(coef(coxph(Surv(months, pcr) ~ age + ki67, data = cohort))))
write("refused-r-glm-probit.txt", print(summary(glm(pcr ~ age + hr, family = binomial(link = "probit"), data = cohort))))
write("refused-r-glm-cloglog.txt", print(summary(glm(pcr ~ age + hr, family = binomial("cloglog"), data = cohort))))
write("refused-r-glm-gaussian.txt", print(summary(glm(ki67 ~ age + hr, data = cohort))))
write("refused-r-glm-poisson.txt", print(summary(glm(pcr ~ age + hr, family = poisson, data = cohort))))
family <- binomial(link = "probit")
write("refused-r-glm-variable-family.txt", print(summary(glm(pcr ~ age + hr, family = family, data = cohort))))
write("refused-r-glm-interaction.txt", print(summary(glm(pcr ~ age * hr, family = binomial, data = cohort))))
write("refused-r-glm-poly.txt", print(summary(glm(pcr ~ poly(age, 2) + hr, family = binomial, data = cohort))))
write("refused-r-glm-ns.txt", print(summary(glm(pcr ~ ns(age, 3) + hr, family = binomial, data = cohort))))
cohort$stage <- factor(cohort$grade, levels = c("I", "II", "III"), ordered = TRUE)
write("refused-r-glm-ordered.txt", print(summary(glm(pcr ~ age + stage, family = binomial, data = cohort))))
cohort$twice <- 2 * cohort$age
write("refused-r-glm-aliased.txt", print(summary(glm(pcr ~ age + twice, family = binomial, data = cohort))))
write(
  "refused-r-glm-sum.txt",
  print(summary(glm(pcr ~ age + grade, family = binomial, data = cohort, contrasts = list(grade = "contr.sum"))))
)
write("refused-r-lm.txt", print(summary(lm(ki67 ~ age + hr, data = cohort))))
write("refused-r-glm-offset.txt", print(summary(glm(pcr ~ age + offset(ki67), family = binomial, data = cohort))))

# Fifty patients: rms's points at any value lie on straight lines between the strokes of its axes.
n <- nomogram(f, fun = plogis, lp = TRUE)
on_axis <- function(name, value) {
  axis <- n[[name]]
  if (is.factor(value)) return(axis$points[match(as.character(value), as.character(axis[[name]]))])
  strokes <- as.numeric(axis[[name]])
  first <- strokes[1]
  last <- strokes[length(strokes)]
  slope <- (axis$points[length(strokes)] - axis$points[1]) / (last - first)
  axis$points[1] + (value - first) * slope
}
points <- sapply(c("age", "ki67", "grade", "hr"), function(name) on_axis(name, patients[[name]]))
answer <- function(fit, newdata) {
  p <- predict(fit, newdata, se.fit = TRUE)
  lp <- if (!is.null(p$linear.predictors)) p$linear.predictors else p$fit
  half <- qnorm(0.975) * p$se.fit
  list(lp = unname(lp), probability = unname(plogis(lp)), low = unname(plogis(lp - half)), high = unname(plogis(lp + half)))
}
number <- function(x) paste0("[", paste(formatC(x, digits = 17, format = "g"), collapse = ", "), "]")
model <- function(fit) {
  a <- answer(fit, patients)
  paste0("{", paste(sprintf("\"%s\": %s", names(a), sapply(a, number)), collapse = ",\n  "), "}")
}
lines <- c(
  "{",
  sprintf("\"tool\": \"R\", \"versions\": {\"R\": \"%s\", \"rms\": \"%s\"},", getRversion(), packageVersion("rms")),
  "\"input\": \"cohort.csv, patients.csv\",",
  sprintf("\"points\": {%s},", paste(sprintf("\"%s\": %s", colnames(points), apply(points, 2, number)), collapse = ",\n  ")),
  sprintf("\"lrm\": %s,", model(f)),
  sprintf("\"spline\": %s,", model(spline)),
  sprintf("\"log\": %s,", model(logged)),
  sprintf("\"glm\": %s", model(g)),
  "}"
)
writeLines(lines, file.path(folder, "r.json"))
