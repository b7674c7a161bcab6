# Values by R: glm, brglm2, glmnet, pROC, rms, Hmisc (files 02_R, 03, 04_glmnet, 05, 06, 06b, 08, 09).
suppressPackageStartupMessages({
  library(jsonlite); library(pROC); library(rms); library(Hmisc); library(brglm2); library(glmnet)
})
args <- commandArgs(FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", args, value = TRUE)))
inputs <- Sys.getenv("RADSCORE_GOLDEN_INPUTS", file.path(here, "inputs"))
out <- Sys.getenv("RADSCORE_GOLDEN_OUT", here)
read <- function(name) fromJSON(file.path(inputs, name))
save <- function(name, content, packages) {
  about <- c(list(synthetic = "tables drawn from seeds by tables.make.py; no row is a patient's", R = R.version.string),
             sapply(packages, function(p) as.character(packageVersion(p)), simplify = FALSE))
  # jsonlite writes 15 digits; a double has up to 17.
  digits <- function(x) ifelse(is.finite(x), sprintf("\u00a7%.17g\u00a7", x), sub("Inf", "Infinity", as.character(x)))
  text <- toJSON(c(list(`_meta` = about), rapply(content, digits, "numeric", how = "replace")), auto_unbox = TRUE, na = "string", null = "null")
  writeLines(gsub("\"\u00a7|\u00a7\"", "", text), file.path(out, name))
}
births <- as.data.frame(read("birthwt.json")[c("low", "age", "lwt", "race", "smoke", "ptl", "ht", "ui", "ftv", "bwt")])
births$race <- factor(births$race)
strict <- glm.control(epsilon = 1e-14, maxit = 100)
logit <- function(formula, data) glm(formula, binomial, data, control = strict)
names1 <- function(x) unname(x)

# 02: profile intervals, drop-one tests, backward elimination
fit <- glm(low ~ lwt + age + smoke, binomial, births, control = strict)
ci <- suppressMessages(confint(fit))
drop <- drop1(fit, test = "LRT")[-1, ]
full <- glm(low ~ age + lwt + race + smoke + ptl + ht + ui + ftv, binomial, births, control = strict)
back <- step(full, trace = 0)
half <- qchisq(0.95, 1) / 2
offset_loglik <- function(a) as.numeric(logLik(glm(low ~ lwt + age + smoke - 1, binomial, births, offset = rep(a, nrow(births)), control = strict)))
root <- function(side) uniroot(function(a) as.numeric(logLik(fit)) - offset_loglik(a) - half,
                               sort(coef(fit)[[1]] + side * c(0.05, 6) * sqrt(vcov(fit)[1, 1])), tol = 1e-13)$root
save("02_logistic_R.json", list(
  model = "low~lwt+age+smoke", terms = names(coef(fit)), coef = names1(coef(fit)), se = names1(sqrt(diag(vcov(fit)))),
  profile_ci_lo = names1(ci[, 1]), profile_ci_hi = names1(ci[, 2]), profile_root_intercept = c(root(-1), root(1)),
  drop1_terms = rownames(drop), drop1_LRT = drop$LRT, drop1_p = drop$`Pr(>Chi)`, null_deviance = fit$null.deviance,
  deviance = fit$deviance, aic = AIC(fit), bic = BIC(fit), backward_step_terms = names(coef(back)),
  backward_step_aic = AIC(back), backward_step_dropped = sub("^- ", "", back$anova$Step[-1])), c())

# 03: Firth's coefficients; profiles are those of the independent refit
womb <- as.data.frame(read("endometrial.json")[c("NV", "PI", "EH", "HG")])
refined <- fromJSON(file.path(out, "03b_firth_refined.json"))
firth <- function(name, formula, data) {
  fit <- suppressWarnings(glm(formula, binomial, data, method = "brglmFit", type = "AS_mean", control = brglmControl(epsilon = 1e-12, maxit = 1000)))
  found <- refined[[name]][c("lr_chi2", "lr_p", "profile_lo", "profile_hi", "penalised_loglik")]
  c(list(terms = names(coef(fit)), coef = names1(coef(fit)), se_wald = names1(sqrt(diag(vcov(fit)))), or = names1(exp(coef(fit)))), found)
}
save("03_firth.json", list(endometrial = firth("endometrial", HG ~ NV + PI + EH, womb), birthwt = firth("birthwt", low ~ lwt + age + smoke, births),
  perfect = firth("perfect", y ~ x, data.frame(x = 1:8, y = rep(0:1, each = 4)))), "brglm2")

# 04: L1-penalised logistic regression
acrin <- read("acrin6698_t0.json"); wdbc <- read("wdbc.json")
kept <- fromJSON(file.path(out, "04_lasso_sklearn.json"))$corr_filter$kept0 + 1
zscore <- function(x) apply(x, 2, function(v) (v - mean(v)) / sqrt(mean((v - mean(v))^2)))
robin <- function(y) { f <- integer(length(y)); for (k in 0:1) f[y == k] <- (seq_len(sum(y == k)) - 1) %% 5; f }
her2 <- acrin$HER2pos == 1
tables <- list(wdbc = list(wdbc$X, wdbc$y), acrin_her2pos = list(acrin$X[her2, kept], acrin$pCR[her2]), acrin_all = list(acrin$X[, kept], acrin$pCR))
glmnet.control(fdev = 0, devmax = 1)
penalised <- function(t) {
  x <- zscore(t[[1]]); y <- t[[2]]; folds <- robin(y)
  top <- max(abs(crossprod(x, y - mean(y)))) / length(y)
  lambda <- top * 10^seq(0, -1.5, length.out = 30)
  how <- list(x = x, y = y, family = "binomial", standardize = FALSE, thresh = 1e-14, maxit = 1e7)
  fit <- do.call(glmnet, c(how, list(lambda = lambda)))
  deviance <- do.call(cv.glmnet, c(how, list(lambda = lambda, foldid = folds + 1, type.measure = "deviance")))
  auc <- suppressWarnings(do.call(cv.glmnet, c(how, list(lambda = lambda, foldid = folds + 1, type.measure = "auc"))))
  coefficients <- function(k) c(fit$a0[[k]], as.numeric(fit$beta[, k]))
  at <- function(l) which.min(abs(lambda - l))
  list(n = nrow(x), p = ncol(x), foldid0 = folds, lambda_max = top, lambda = lambda, cvm_deviance = deviance$cvm, cvsd_deviance = deviance$cvsd,
       lambda_min = lambda[at(deviance$lambda.min)], lambda_1se = lambda[at(deviance$lambda.1se)], nzero = as.integer(fit$df),
       coef_lambda_min = coefficients(at(deviance$lambda.min)), coef_lambda_1se = coefficients(at(deviance$lambda.1se)),
       cvm_auc = auc$cvm, auc_lambda_min = lambda[at(auc$lambda.min)], auc_lambda_1se = lambda[at(auc$lambda.1se)],
       at = lapply(c(4, 8, 14, 20, 26), function(k) list(lambda = lambda[k], intercept = fit$a0[[k]], coef = as.numeric(fit$beta[, k]), n_nonzero = as.integer(fit$df[k]))),
       default_lambda_path = do.call(glmnet, c(how, list(nlambda = 100)))$lambda)
}
save("04_lasso_glmnet.json", list(cases = lapply(tables, penalised)), "glmnet")

# 05: ROC curves
blood <- as.data.frame(read("aSAH.json")[c("outcome", "gender", "wfns", "s100b", "ndka")])
curve <- function(y, x) roc(y, x, levels = c(0, 1), direction = "<", quiet = TRUE)
markers <- c("s100b", "wfns", "ndka")
rocs <- lapply(setNames(markers, markers), function(m) curve(blood$outcome, blood[[m]]))
columns <- c("threshold", "sensitivity", "specificity", "ppv", "npv", "accuracy", "tp", "tn", "fp", "fn", "youden")
marker <- function(r) {
  ci <- ci.auc(r); best <- coords(r, "best", best.method = "youden", ret = columns, transpose = FALSE)
  corner <- coords(r, "best", best.method = "closest.topleft", ret = columns[1:3], transpose = FALSE)
  list(auc = as.numeric(auc(r)), var_delong = var(r), se = sqrt(var(r)), ci_lo = ci[1], ci_hi = ci[3], direction = r$direction,
       points = list(threshold = r$thresholds, sensitivity = r$sensitivities, specificity = r$specificities),
       youden = lapply(as.list(best), list), topleft = lapply(as.list(corner), list), n_cases = length(r$cases), n_controls = length(r$controls))
}
paired <- function(a, b) { t <- roc.test(rocs[[a]], rocs[[b]], method = "delong", paired = TRUE)
  list(statistic = t$statistic[[1]], p = t$p.value, est = names1(t$estimate), ci = names1(as.numeric(t$conf.int))) }
pairs <- list(s100b_wfns = c("s100b", "wfns"), s100b_ndka = c("s100b", "ndka"), wfns_ndka = c("wfns", "ndka"))
by <- lapply(split(blood, blood$gender), function(d) curve(d$outcome, d$s100b))
unpaired <- roc.test(by$Male, by$Female, method = "delong", paired = FALSE)
perfect <- curve(c(0, 0, 1, 1), 1:4)
same <- roc.test(rocs$s100b, rocs$s100b, method = "delong", paired = TRUE)
save("05_roc_delong.json", c(lapply(rocs, marker), list(
  paired = lapply(pairs, function(p) paired(p[1], p[2])), cov = lapply(pairs, function(p) cov(rocs[[p[1]]], rocs[[p[2]]])),
  unpaired_s100b_male_vs_female = list(statistic = unpaired$statistic[[1]], p = unpaired$p.value, est = names1(unpaired$estimate), df = unpaired$parameter[[1]],
    male_auc = as.numeric(auc(by$Male)), female_auc = as.numeric(auc(by$Female)), var_male = var(by$Male), var_female = var(by$Female)),
  edge = list(all_tied = list(auc = as.numeric(auc(curve(c(0, 0, 1, 1), rep(1, 4)))), var = var(curve(c(0, 0, 1, 1), rep(1, 4)))),
    perfect = list(auc = 1, var = var(perfect), ci = as.numeric(suppressWarnings(ci.auc(perfect)))),
    inverted = list(auc = as.numeric(auc(curve(c(0, 0, 1, 1), 4:1)))), single_case = list(auc = as.numeric(auc(curve(c(0, 0, 0, 1), c(1, 3, 2, 2.5))))),
    identical_models = list(statistic = 0, p = same$p.value, est = names1(same$estimate), ci = c(0, 0))))), "pROC")

# 06: calibration
hosmer <- function(p, y, g) {
  breaks <- unique(quantile(p, (0:g) / g, names = FALSE)); groups <- cut(p, breaks, include.lowest = TRUE)
  sums <- function(v) as.numeric(tapply(v, groups, sum)); k <- length(breaks) - 1
  obs1 <- sums(y); obs0 <- sums(1 - y); exp1 <- sums(p); exp0 <- sums(1 - p)
  chi2 <- sum((obs1 - exp1)^2 / exp1 + (obs0 - exp0)^2 / exp0)
  list(g = k, breaks = breaks, n = as.integer(obs1 + obs0), obs1 = obs1, obs0 = obs0, exp1 = exp1, exp0 = exp0, chi2 = chi2, df = k - 2,
       p = pchisq(chi2, k - 2, lower.tail = FALSE), p_df_g = pchisq(chi2, k, lower.tail = FALSE))
}
part <- function(name, p, y) {
  v <- val.prob(p, y, pl = FALSE); lp <- qlogis(p)
  slope <- glm(y ~ lp, binomial, control = strict); large <- glm(y ~ offset(lp), binomial, control = strict); smooth <- lowess(p, y, iter = 0)
  list(name = name, p = p, y = y, val_prob = lapply(as.list(v), function(x) if (is.na(x)) "NA" else x), slope = coef(slope)[[2]], slope_se = sqrt(vcov(slope)[2, 2]),
       intercept_with_slope = coef(slope)[[1]], citl = coef(large)[[1]], citl_se = sqrt(vcov(large)[1, 1]), brier = mean((p - y)^2), OE = sum(y) / sum(p), EO = sum(p) / sum(y),
       hl = hosmer(p, y, 10), lowess_x = smooth$x, lowess_y = smooth$y, Eavg = v[["Eavg"]], Emax = v[["Emax"]], E90 = v[["E90"]])
}
train <- seq(1, nrow(births), 2); test <- seq(2, nrow(births), 2)
held <- logit(low ~ lwt + age + smoke + ht + ui, births[train, ])
area <- function(p, y) { r <- rank(p); (sum(r[y == 1]) - sum(y) * (sum(y) + 1) / 2) / (sum(y) * sum(1 - y)) }
set.seed(20267); B <- 40
drawn <- lapply(seq_len(B), function(b) sample(nrow(births), replace = TRUE))
one <- function(rows) {
  d <- births[rows, ]; f <- logit(low ~ lwt + age + smoke, d); p <- fitted(f); q <- predict(f, births, type = "response")
  lp <- qlogis(q); s <- glm(births$low ~ lp, binomial, control = strict)
  c(auc_boot = area(p, d$low), auc_orig = area(q, births$low), brier_boot = mean((p - d$low)^2), brier_orig = mean((q - births$low)^2), slope = coef(s)[[2]], int = coef(s)[[1]])
}
per <- t(sapply(drawn, one)); p <- names1(fitted(fit)); gain <- function(a, b) mean(per[, a] - per[, b])
lrm <- lrm(low ~ lwt + age + smoke, births, eps = 1e-10, maxit = 100)
save("06_calibration.json", list(
  apparent = part("apparent low~lwt+age+smoke", p, births$low), heldout = part("fit on odd rows, test on even rows", names1(predict(held, births[test, ], type = "response")), births$low[test]),
  heldout_train_rows0 = train - 1, heldout_coef = as.list(coef(held)),
  bootstrap = list(B = B, indices0 = lapply(drawn, function(r) r - 1), per_resample = as.list(as.data.frame(per)), auc_apparent = area(p, births$low),
    auc_optimism = gain("auc_boot", "auc_orig"), auc_corrected = area(p, births$low) - gain("auc_boot", "auc_orig"), brier_apparent = mean((p - births$low)^2),
    brier_optimism = gain("brier_boot", "brier_orig"), brier_corrected = mean((p - births$low)^2) - gain("brier_boot", "brier_orig"),
    slope_corrected = mean(per[, "slope"]), intercept_corrected = mean(per[, "int"])),
  lrm_stats = as.list(lrm$stats)), "rms")
ties <- names1(fitted(logit(outcome ~ wfns, blood)))
collapsed <- function(g) { h <- hosmer(ties, blood$outcome, g)
  list(g_requested = g, g_used = h$g, breaks = h$breaks, n = h$n, obs1 = h$obs1, exp1 = h$exp1, chi2 = h$chi2, df_used_groups = h$df, p_used_groups = h$p,
       df_requested = g - 2, p_requested_df = pchisq(h$chi2, g - 2, lower.tail = FALSE)) }
save("06b_hl_ties.json", list(p = ties, y = blood$outcome, g10 = collapsed(10), g5 = collapsed(5)), c())

# 08: nomograms
axes <- function(formula, data, coefs, used, lp_at, fun_at) {
  d <<- datadist(data); options(datadist = "d"); f <- lrm(formula, data, eps = 1e-10, maxit = 100)
  n <- nomogram(f, fun = plogis, fun.at = fun_at, funlabel = "prob", lp = TRUE)
  ticks <- n[used]; info <- attr(n, "info")
  list(coef = as.list(coef(f)), axes = lapply(names(ticks), function(v) { a <- ticks[[v]]; values <- as.numeric(a[[1]])
         list(var = v, values = as.character(a[[1]]), points = a$points, Xbeta = coef(f)[[v]] * values) }),
       total_points = list(x = n$total.points$x), lp = list(x = n$lp$x, x.real = n$lp$x.real), prob = list(x = n$prob$x, x.real = n$prob$x.real),
       info = list(Intercept = info$Intercept, R = lapply(1:2, function(i) as.numeric(info$R[i, ])), sc = info$sc, maxscale = info$maxscale))
}
plain <- births; plain$race <- NULL
ratio <- zscore(acrin$X[her2, which(acrin$features == "original_shape_SurfaceVolumeRatio"), drop = FALSE])[, 1]
her2_rows <- data.frame(pCR = acrin$pCR[her2], age = acrin$age[her2], HR = acrin$HR[her2], rad = ratio)
b <- axes(low ~ lwt + age + smoke, plain, 0, c("lwt", "age", "smoke"), 0, c(0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8))
a <- axes(pCR ~ rad + age + HR, her2_rows, 0, c("rad", "age", "HR"), 0, c(0.3, 0.4, 0.5, 0.6))
save("08_nomogram.json", list(birthwt = c(list(formula = "low~lwt+age+smoke"), b),
  acrin_her2pos = c(list(formula = "pCR~rad+age+HR", rows = nrow(her2_rows), data = as.list(her2_rows)), a)), "rms")

# 09: reclassification; the categorical part is added by curves.make.py
new <- names1(fitted(logit(low ~ lwt + age + smoke + ht + ui, births)))
i <- improveProb(p, new, births$low)
keys <- c("n", "na", "nb", "pup.ev", "pup.ne", "pdown.ev", "pdown.ne", "nri", "se.nri", "z.nri", "nri.ev", "se.nri.ev", "z.nri.ev", "nri.ne", "se.nri.ne", "z.nri.ne", "improveSens", "improveSpec", "idi", "se.idi", "z.idi")
save("09_nri_idi.json", list(p_old = p, p_new = new, y = births$low, improveProb = lapply(unclass(i)[keys], as.numeric)), "Hmisc")
