# From a folder with a study to its features and a prediction, by the HTTP API alone.
# Needs R 4.0 or newer with the package jsonlite, and the commands curl and sha256sum.
#
#   export RADSCORE_API=http://127.0.0.1:…   # `radscore up` prints it
#   export RADSCORE_TOKEN=$(radscore token)
#   radscore manifest STUDY                  # writes STUDY/manifest.json
#   Rscript upload-to-prediction.R STUDY LINE
#
# Research use only. Not a medical device.
library(jsonlite)

arguments <- commandArgs(trailingOnly = TRUE)
api <- Sys.getenv("RADSCORE_API")
token <- Sys.getenv("RADSCORE_TOKEN")
if (length(arguments) != 2 || api == "" || token == "") {
  stop("wanted: RADSCORE_API and RADSCORE_TOKEN, then the folder of a study and the name of a model line")
}
folder <- arguments[1]
line <- arguments[2]

# The token goes to curl in a file that only this user can read, not on its command line.
authorisation <- tempfile()
invisible(file.create(authorisation))
Sys.chmod(authorisation, "0600")
writeLines(sprintf("header = \"authorization: Bearer %s\"", token), authorisation)

# Asks the API and gives the text of its answer; what is refused ends the script with the reason.
ask <- function(method, path, body = NULL) {
  options <- c("--silent", "--show-error", "--fail-with-body", "--config", authorisation, "--request", method)
  if (!is.null(body)) {
    file <- tempfile()
    writeLines(toJSON(body, auto_unbox = TRUE, digits = NA), file)
    options <- c(options, "--header", shQuote("content-type: application/json"), "--data-binary", paste0("@", file))
  }
  answer <- suppressWarnings(system2("curl", c(options, shQuote(paste0(api, path))), stdout = TRUE))
  status <- attr(answer, "status")
  if (!is.null(status) && status != 0) stop(method, " ", path, ": ", paste(answer, collapse = "\n"))
  paste(answer, collapse = "\n")
}

# Sends files to the addresses that the service gives for them: at most 100 in one request.
send <- function(study_id, files) {
  uploads <- fromJSON(ask("POST", "/v1/studies", list(studyId = study_id, files = files)), simplifyVector = FALSE)$uploads
  for (upload in uploads) {
    headers <- unlist(lapply(names(upload$headers), function(name) {
      c("--header", shQuote(paste0(name, ": ", upload$headers[[name]])))
    }))
    status <- system2("curl", c(
      "--silent", "--show-error", "--fail", "--upload-file", shQuote(file.path(folder, upload$path)),
      headers, shQuote(upload$url)
    ), stdout = FALSE)
    if (status != 0) stop("could not send ", upload$path)
  }
}

path <- file.path(folder, "manifest.json")
manifest <- fromJSON(path, simplifyVector = FALSE)
files <- lapply(manifest$files, function(file) file[c("path", "bytes", "sha256")])

# The manifest goes last: its arrival starts the analysis.
for (from in seq(1, length(files), by = 100)) {
  send(manifest$studyId, files[from:min(from + 99, length(files))])
}
sha256 <- sub("^\\\\?([0-9a-f]{64}).*", "\\1", system2("sha256sum", shQuote(path), stdout = TRUE))
send(manifest$studyId, list(list(path = "manifest.json", bytes = file.size(path), sha256 = sha256)))

# An earlier upload of the same study may have ended: what counts is the answer to this manifest.
repeat {
  Sys.sleep(0.5)
  study <- fromJSON(ask("GET", paste0("/v1/studies/", manifest$studyId)))
  if (identical(study$manifestHash, sha256) && study$status %in% c("complete", "partial", "failed", "quarantined")) break
}
if (study$status != "complete") stop(manifest$studyId, " is ", study$status, ": ", study$reason$message)

features <- read.csv(text = ask("GET", paste0("/v1/studies/", manifest$studyId, "/features.csv")), check.names = FALSE)
prediction <- fromJSON(ask("POST", paste0("/v1/models/", line, "/predictions"), list(studyId = manifest$studyId)))
# A model that has no answer for a study abstains, and says why: there is no probability then.
answer <- if (is.null(prediction$abstained)) list(probability = prediction$probability) else prediction["abstained"]
cat(toJSON(c(list(
  studyId = manifest$studyId,
  columns = ncol(features),
  t2fs_original_firstorder_Mean = features[["t2fs_original_firstorder_Mean"]],
  model = paste0(prediction$model$name, "@", prediction$model$version)
), answer), auto_unbox = TRUE, digits = NA), "\n")
