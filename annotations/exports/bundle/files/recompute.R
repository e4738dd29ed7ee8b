# Compute the main results of this bundle again: Rscript recompute.R [BUNDLE folder]
#
# Base R alone. The win difference, its interval for experts like these (two-way sandwich, t), the
# interval for independent judgments (MOVER), the exact interval of the decisive win rate, and a
# bootstrap over the items. R draws other random numbers than numpy, so the bootstrap's limits are
# compared within the error of 10,000 rounds, everything else to eight digits.

arguments <- commandArgs(trailingOnly = TRUE)
root <- if (length(arguments)) arguments[1] else "."
table <- function(name) {
  read.csv(file.path(root, paste0(name, ".csv")), fileEncoding = "UTF-8-BOM", encoding = "UTF-8",
           colClasses = "character", na.strings = character(0), check.names = FALSE)
}
number <- function(text) suppressWarnings(as.numeric(text))

judgments <- table("data/judgments")
excluded <- table("data/exclusions")$submission
judgments <- judgments[judgments$in_analysis_set == "true" &
  !(judgments$submission %in% excluded) & judgments$outcome_a != "", ]
judgments$x <- c(win = 1, tie = 0, loss = -1)[judgments$outcome_a]
judgments$who <- judgments$rater
judgments$what <- paste(judgments$task_type, judgments$item, sep = "\x1f")
published <- table("results/win_difference")
published <- published[published$part %in% c("all", "task_type", "category", "specialty"), ]

level <- 0.95
wilson <- function(k, n) {
  z <- qnorm((1 + level) / 2)
  p <- k / n
  centre <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  half <- z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
  c(if (k == 0) 0 else max(0, centre - half), if (k == n) 1 else min(1, centre + half))
}
independent <- function(w, l, n) {
  p <- w / n
  q <- l / n
  a <- wilson(w, n)
  b <- wilson(l, n)
  r <- if (p %in% c(0, 1) || q %in% c(0, 1)) 0 else -sqrt(p * q / ((1 - p) * (1 - q)))
  far <- function(u, v) sqrt(u^2 + v^2 - 2 * r * u * v)
  c(max(-1, p - q - far(p - a[1], b[2] - q)), min(1, p - q + far(a[2] - p, q - b[1])))
}
exact <- function(k, n) {
  tail <- (1 - level) / 2
  c(if (k) qbeta(tail, k, n - k + 1) else 0, if (k < n) qbeta(1 - tail, k + 1, n - k) else 1)
}
two_way <- function(own) {
  d <- mean(own$x)
  part <- function(key) {
    sums <- rowsum((own$x - d) / nrow(own), key)
    g <- nrow(sums)
    c(sum(sums^2) * (if (g > 1) g / (g - 1) else 1), g)
  }
  item <- part(own$what)
  rater <- part(own$who)
  cell <- part(paste(own$what, own$who, sep = "\x1e"))
  variance <- max(item[1] + rater[1] - cell[1], item[1])
  degrees <- min(item[2], rater[2]) - 1
  if (degrees < 1 || variance <= 1e-24) return(c(NA, NA))
  half <- qt((1 + level) / 2, degrees) * sqrt(variance)
  c(max(-1, d - half), min(1, d + half))
}
bootstrap <- function(own, items, rounds = 10000) {
  net <- tapply(own$x, factor(own$what, items), sum)
  judged <- tapply(own$x, factor(own$what, items), length)
  net[is.na(net)] <- 0
  judged[is.na(judged)] <- 0
  if (sum(judged > 0) < 5) return(c(NA, NA))
  drawn <- rmultinom(rounds, length(items), rep(1, length(items)))
  values <- colSums(drawn * as.vector(net)) / colSums(drawn * as.vector(judged))
  values <- values[is.finite(values)]
  if (length(values) < 0.99 * rounds || diff(range(values)) == 0) return(c(NA, NA))
  quantile(values, c((1 - level) / 2, (1 + level) / 2), names = FALSE)
}

compared <- 0
different <- 0
check <- function(where, published, computed, tolerance = 5e-9) {
  for (at in seq_along(published)) {
    compared <<- compared + 1
    a <- published[at]
    b <- computed[at]
    alike <- if (is.na(a) || is.na(b)) is.na(a) && is.na(b) else
      abs(a - b) <= tolerance * max(1, abs(b))
    if (!alike) {
      different <<- different + 1
      cat("DIFFERENT", where, a, "computed", b, "\n")
    }
  }
}

set.seed(1)
for (row in which(published$estimand == "win_difference")) {
  one <- published[row, ]
  rows <- judgments[judgments$criterion == one$criterion, ]
  if (one$part != "all") rows <- rows[rows[[one$part]] == one$part_value, ]
  own <- rows[rows$system_a == one$system_a & rows$system_b == one$system_b, ]
  where <- paste(one$criterion, one$part, one$part_value, one$system_a, one$system_b)
  limits <- function(line, name) number(c(line[[paste0(name, "_low")]], line[[paste0(name, "_high")]]))
  wins <- sum(own$x == 1)
  losses <- sum(own$x == -1)
  check(where, number(one$value), mean(own$x))
  check(paste(where, "experts like these"), limits(one, "experts_like_these"), two_way(own))
  check(paste(where, "independent"), limits(one, "independent_judgments"),
        independent(wins, losses, nrow(own)))
  check(paste(where, "these experts"), limits(one, "these_experts"),
        bootstrap(own, sort(unique(rows$what), method = "radix")), tolerance = 0.03)
  same <- published$criterion == one$criterion & published$part == one$part &
    published$part_value == one$part_value & published$system_a == one$system_a &
    published$system_b == one$system_b
  decisive <- published[same & published$estimand == "decisive_win_rate", ]
  if (wins + losses > 0) {
    check(paste(where, "decisive"), number(decisive$value), wins / (wins + losses))
    check(paste(where, "decisive"), limits(decisive, "exact"), exact(wins, wins + losses))
  }
}
cat(compared, "numbers compared,", different, "differences.\n")
quit(status = if (different) 1 else 0)
