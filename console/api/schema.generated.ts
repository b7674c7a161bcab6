/** The API's types, generated from its OpenAPI document: npm run docs. */
export interface paths {
    "/.well-known/oauth-protected-resource": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where to sign in
         * @description Needs no token. OAuth 2.0 protected resource metadata (RFC 9728): the issuer of tokens, the scopes, and the client with which `radscore login` signs in.
         */
        get: operations["getProtectedResource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conformance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The deployed engine on the IBSI-1 digital phantom, value by value
         * @description The deployed engine computes it for each request.
         */
        get: operations["getConformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feature-exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the institution's feature table in the background
         * @description For any number of studies. The table has the columns and rows of GET /v1/features. A study that is withdrawn meanwhile is not in it: the export begins again.
         */
        post: operations["createFeatureExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/feature-exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a feature export stands
         * @description Progress; when it is complete, counts and a URL of the table. Tables are deleted after a day.
         */
        get: operations["getFeatureExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The institution's feature table as a CSV file
         * @description Redirects to a presigned URL of one CSV table of all complete studies of the institution, of which there are at most 500; more are a job: POST /v1/feature-exports.
         */
        get: operations["exportFeatures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the API answers
         * @description Needs no token.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Model lines, their promoted versions and their training runs
         * @description The lines of the own institution, of its consortia, and those that are shared, with their promoted versions and training runs, newest first.
         */
        get: operations["listModels"];
        put?: never;
        /**
         * Train a model
         * @description Starts a run of a line in the background: gather the labelled studies, fit, evaluate, register a version, hold it against the gates. A line that is not there is created. `GET /v1/models` lists the run and how it ended.
         */
        post: operations["trainModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One model line
         * @description Owner, protocol, recipe, settings with the gates, and which version answers. `{name}` is a name among the own lines and those of the consortia, or `{owner}~{name}`.
         */
        get: operations["getModelLine"];
        put?: never;
        post?: never;
        /**
         * Delete a model line
         * @description The line and its versions answer no more and are listed no more. Its name is not given again: stored predictions name it.
         */
        delete: operations["deleteModelLine"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every change of a line
         * @description Creation, promotions, refusals, rollbacks, retirements, changes of settings: when, by whom and why. For members of the owner.
         */
        get: operations["getLineAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/monitoring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Drift and calibration of the promoted version in the own institution
         * @description Features and score of the institution, month by month, next to the training rows, and its outcomes next to the predictions, with intervals and alarms of a stated rate; it says if there are too few studies to tell. At most the 1,000 newest studies are read.
         */
        get: operations["getMonitoring"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/prediction-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict for a table of up to 10,000 rows, in the background
         * @description Gives a URL to which the table is put; its arrival starts the job. The same table, version and question again give the same job, so that a request may be repeated.
         */
        post: operations["createPredictionJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/prediction-jobs/{job}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a prediction job stands
         * @description When it is complete: counts, and a URL for the answers. Tables and answers are deleted after seven days.
         */
        get: operations["getPredictionJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict with the promoted version
         * @description As with one version, by the version that is promoted at the time.
         */
        post: operations["predict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/predictions.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict for the rows of a table with the promoted version
         * @description For at most 1,000 rows and 6 MB: a table of the selected features, not of all of them. Longer tables go as a prediction job. A table that cannot be read, or without a column that every row needs, is refused; a row that has no answer has the reason.
         */
        post: operations["predictTable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the champion before this one answer again
         * @description It answers bit for bit as it did: versions are immutable.
         */
        post: operations["rollBackModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the gates of a line, whether it is shared, and who promotes
         * @description Replaces the settings. Every change is a record of the audit trail.
         */
        put: operations["configureModelLine"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/signature": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Import a published signature as a version, marked imported
         * @description The text of a signature file (docs/signatures.md) becomes a version of a line of its own, which is created if it is not there: no training cohort, gates that do not apply marked so. Refused, by name, while the file leaves open what a score needs. The same file again gives the same version. It answers at once if the line promotes automatically; it never answers for studies unless it is asked.
         */
        put: operations["importSignature"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of a model
         * @description Versions are immutable; one of them is promoted and answers for studies.
         */
        get: operations["listModelVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version
         * @description Recipe, selected features and the figures to show first: cross-validation and test set.
         */
        get: operations["getModelVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/calibration.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its calibration curves, as SVG
         * @description Predicted against observed: smoothed for participants, in groups for others.
         */
        get: operations["getCalibrationCurves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The card of a version: data, protocol, performance, limits
         * @description The model card, in one object; for others with the figures that they see of the evaluation.
         */
        get: operations["getModelCard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/cohort": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The cohort of a version: what is a row, and what was left out and why
         * @description As the run gathered it, without studies that were withdrawn since. For participants every labelled study, with its id if it is of the own institution; for others counts to the nearest five. `cursor` of an answer asks for its next page.
         */
        get: operations["getCohort"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/comparison/{other}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Two versions of a line on the same locked rows
         * @description Both are scored on the test rows of the newest version, as they were frozen. For members of the owner: the figures of two versions that differ by one study tell of that study.
         */
        get: operations["compareVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/decision-curve.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its decision curves, as SVG
         * @description Net benefit over the threshold range of the protocol, with intervals; for others between groups.
         */
        get: operations["getDecisionCurves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/evaluation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a version does in training and test rows
         * @description For participants (institutions with rows in the version, members of the owner) every figure, without rows of single patients. For others areas with intervals, calibration and net benefit in groups, rounded: nothing that can be turned back into patients.
         */
        get: operations["getEvaluation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/lasso-path.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its LASSO path and the cross-validated error, as SVG
         * @description For participants; 404 for others, to whom no path of the selection is shown.
         */
        get: operations["getLassoPath"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/model": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The model of a version, to predict with where the values are
         * @description The fitted model and the submodels that answer, in the form that `@radscore/statistics` predicts with: the same bits as the API. For others without fingerprints, ranges and exact counts of the training rows; 404 if the version is not shown to institutions without rows.
         */
        get: operations["getFittedModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/nomogram.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The nomogram of a version, as SVG
         * @description 404 if no clinical variable entered the model, or if the version is not shown to institutions without rows.
         */
        get: operations["getNomogram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict with one version
         * @description For a stored study (`PredictStudy`), or for feature values at hand (`PredictRow`).
         */
        post: operations["predictWithVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/predictions.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict for the rows of a table with one version
         * @description For at most 1,000 rows and 6 MB: a table of the selected features, not of all of them. Longer tables go as a prediction job. A table that cannot be read, or without a column that every row needs, is refused; a row that has no answer has the reason.
         */
        post: operations["predictTableWithVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/promotion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Promote a version, if it passes the gates
         * @description The version is held against every gate of the line, on the same locked rows as the present champion. A refusal names each gate with what was got and wanted.
         */
        post: operations["promoteVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/reference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where values lie among the training rows of a version
         * @description Quantiles of every feature, of the Rad-score and of the probability over the training rows. For participants exact, with one value and outcome a row for what the model uses. For others from 20 rows on, over five rows each and rounded, in groups of at least five without outcomes; 404 if the version is not shown to institutions without rows.
         */
        get: operations["getReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/retirement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retire a version
         * @description It never answers again, neither as champion nor by its number. If it is the champion, no version answers until one is promoted or rolled back to.
         */
        post: operations["retireVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/roc.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its ROC curves, as SVG
         * @description Training and test rows, with areas and their intervals; for others between groups of the test rows.
         */
        get: operations["getRocCurves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/signature": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The signature of an imported version
         * @description The file as it was imported, the names that a prediction takes, and what the publication leaves open. 404 for a version that was fitted.
         */
        get: operations["getSignature"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/versions/{version}/validation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A version, frozen, on the labelled studies of the own institution
         * @description Area, calibration, decision curve, classes at the frozen threshold and subgroups, on studies that the version was not trained on. At most the 1,000 newest studies are read.
         */
        get: operations["getOwnValidation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description Needs no token. OpenAPI 3.1.
         */
        get: operations["getOpenApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protocols/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A protocol with every choice it makes
         * @description Settings of each sequence, clinical variables, outcome, every choice that the paper leaves open, and every choice of the modelling.
         */
        get: operations["getProtocol"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The institution's settings: which line answers its studies
         * @description By protocol; what is not set is automatic: the own line, else that of a consortium, else one that is shared.
         */
        get: operations["getSettings"];
        /**
         * Set which line answers the studies of the institution
         * @description Replaces the settings. A line must be visible to the institution and of the protocol that it answers.
         */
        put: operations["putSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the institution's studies
         * @description Newest change first within a status. `cursor` of an answer asks for its next page.
         */
        get: operations["listStudies"];
        put?: never;
        /**
         * Announce a study and get presigned upload URLs
         * @description Gives one presigned URL per file. PUT each file with the headers of its answer, manifest.json last: its arrival starts the analysis. Announcing again is harmless, and says which files have arrived: a broken upload goes on with the others. Files of more than 16 MiB can go in parts, by POST …/uploads; an announcement expires if no manifest follows within the days that the service states in docs/erasure.md.
         */
        post: operations["announceStudy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One study: its status, and why
         * @description Status, for each sequence how far it is, and what is missing and why. Poll it after the upload; everything is of the manifest whose hash it names.
         */
        get: operations["getStudy"];
        put?: never;
        post?: never;
        /**
         * Withdraw a study: erase everything that is stored of it
         * @description From the answer on the study is not served, and nothing is written under its id again. Its files, features, predictions, receipts and exported tables, and its rows in stored cohorts and evaluations are erased within minutes. Versions that were fitted on it are marked, and their lines are fitted again without it. The id cannot be announced again. Repeating the request is harmless. With `If-Match`, only if the study is still as the ETag says. `remains` of the answer says what cannot go at once; docs/erasure.md is the whole procedure.
         */
        delete: operations["withdrawStudy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/clinical": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Clinical values of a study, with where each came from
         * @description Every variable that the protocol of the study declares, with its value, source and history.
         */
        get: operations["getClinical"];
        /**
         * Record clinical values of a study
         * @description A value that is sent counts before that of the manifest; null takes it back, and variables that are not named stay as they are. Predictions that are asked for from now on, exports and the next training run use it; answers that were given and versions that were fitted stay as they are. Versions that were fitted on a value that is another now are marked `corrected-clinical`, and their lines are fitted again. With `If-Match`, only if the study is still as the ETag of GET /v1/studies/{id} says.
         */
        put: operations["recordClinical"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The features of a study
         * @description All features of the newest manifest by name; null if the definition gives no number. `GET …/features.csv` has the same as a table of one row.
         */
        get: operations["getStudyFeatures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/features.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The features of a study, as CSV
         * @description One row in the columns studyId, manifestHash, engineVersion and one per feature; empty if the definition gives no number.
         */
        get: operations["getStudyFeaturesAsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The files of a study as they were uploaded, with URLs to get them
         * @description The manifest, and for each file that it lists a presigned URL that lives for minutes. Only of a study that passed the examination for identities: one in quarantine, or not examined yet, has none to give. `cursor` of an answer asks for its next page; after another upload of the manifest it is refused.
         */
        get: operations["listStudyFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Manifests and analyses of a study, newest first
         * @description What became of the present manifest and of earlier ones: status, reason, number of features and prediction, without clinical values and outcomes. The last 20 analyses are kept; of manifests from before histories were kept, what their receipts and vectors show.
         */
        get: operations["getStudyHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Record whether the tumour was gone at surgery
         * @description Replaces the outcome that counts for cohorts. With `If-Match`, only if the study is still as the ETag says.
         */
        put: operations["recordOutcome"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the examination for identities found: attributes and files, never values
         * @description What admission examined and found. A study with findings is in quarantine and is not analysed.
         */
        get: operations["getDeidentificationReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a large file in parts
         * @description Gives a presigned URL for each part that has not arrived. PUT them with the headers of the answer, in any order, and make the same request again: once no part is missing, the file is put together and `complete` is true. A broken upload goes on where it was. Parts of uploads that are never ended are deleted after 7 days.
         */
        post: operations["uploadInParts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Abstention: {
            abstained: components["schemas"]["AbstentionReason"];
            /** @description Of this request; the analysis of a stored study has its own. Absent where the prices of the region are not known */
            cost?: components["schemas"]["Cost"];
            manifestHash?: string;
            model: components["schemas"]["AnsweringModel"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            studyId?: components["schemas"]["StudyId"];
            submodel?: components["schemas"]["AnsweringSubmodel"];
        };
        AbstentionReason: {
            code: string;
            /** @description Of `outside-cohort`: how far outside */
            distance?: {
                /** @description What the model allows */
                most: number;
                /** @description The feature or clinical variable */
                of: string;
                /** @enum {string} */
                unit: "standard deviations" | "widths of the training range";
                /** @description Standard deviations from the mean of the training rows, signed; or at least this number of widths of their range beyond it (1, 2, 5, 10 …) */
                value: number;
            };
            message: string;
        };
        /** @description The version that answers */
        AnsweringModel: {
            /** @description Of the rows that the version was fitted on */
            dataOrigin?: components["schemas"]["DataOrigin"];
            name: components["schemas"]["ModelName"];
            /** @description Whose line it is: an institution or a consortium */
            owner: components["schemas"]["OwnerId"];
            version: number;
        };
        /** @description The submodel that answers in place of the model of all sequences */
        AnsweringSubmodel: {
            /** @description Its own AUC, not that of the version */
            area: {
                auc: number | null;
                ci: (number | null)[];
                /**
                 * @description In which rows the area was measured
                 * @enum {string}
                 */
                rows: "test" | "cross-validation";
            };
            confidence?: number;
            /** @description Sequences that the model of all sequences would need */
            missing: components["schemas"]["SequenceName"][];
            sequences: components["schemas"]["SequenceName"][];
        };
        AppliedRepair: {
            /**
             * @description Where the region of interest is drawn
             * @example t2fs/image.nii
             */
            file: string;
            /** @enum {string} */
            name: "relabel" | "flip-to-lps" | "reorder" | "resample-to-image";
            /** @description The same with the ROI as it was repaired */
            overlapAfter: number;
            /** @description Dice overlap of the ROI where it belongs with the ROI as it stands */
            overlapBefore: number;
            /** @description What the repair does, in a sentence */
            says: string;
            sequence: components["schemas"]["SequenceName"];
        };
        AreaUnderCurve: {
            auc: number | null;
            confidence: number;
            /** @description What to know of the interval */
            note: string | null;
            /** @description The interval to show */
            shown: (number | null)[] | null;
            shownMethod: string;
            /** @description DeLong's; for participants */
            variance?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description participant: the caller has rows in this version, or is a member of the owner of the line; other: neither
         * @enum {string}
         */
        Audience: "participant" | "other";
        Calibration: {
            brier?: number | null;
            /** @description For participants */
            curve?: {
                observed: (number | null)[];
                predicted: (number | null)[];
            };
            /** @description For others: at least five patients in each, at least three of either outcome */
            groups?: {
                from: number;
                n: number;
                observed: number | null;
                predicted: number | null;
                to: number;
            }[];
            intercept?: number | null;
            inTheLarge?: number | null;
            observedToExpected: number | null;
            /** @description Null if the predictions separate the outcomes, or nearly so */
            slope: number | null;
            slopeInterval?: (number | null)[] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * @example {
         *       "reason": "Agreed at the meeting of the tumour board"
         *     }
         */
        ChangeReason: {
            /** @description Kept in the audit trail; no patient identifiers */
            reason: string;
        };
        ClinicalAnswer: {
            /** @description What to check, as `clinicalNotes` of the study */
            notes: components["schemas"]["Reason"][];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Which declares the variables */
            protocol?: string;
            studyId: components["schemas"]["StudyId"];
            variables: components["schemas"]["ClinicalEntry"][];
        };
        ClinicalEntry: {
            /** @description What came through the API, the newest first; null takes a value back */
            history: {
                recordedAt: string;
                value: number | string | null;
            }[];
            label: string;
            /** @description The manifest's value, if it is another than the one that counts */
            manifest?: number | string;
            name: string;
            recordedAt?: string;
            /** @enum {string} */
            role: "used" | "recorded";
            source: ("manifest" | "api") | null;
            /** @description null: it is not known */
            value: number | string | null;
        };
        /** @description Clinical values that manifests of her2-pcr@1 may have */
        ClinicalHer2Pcr1: {
            /** @description Ki-67, used: 0 to 100 per cent. Share of invasive tumour nuclei that stain in the core biopsy, in per cent: 35, not 0.35 */
            ki67?: number;
            /**
             * @description Tumour morphology, used: regular | irregular | non-mass. Form on MRI. Regular: a round or oval mass; irregular: an irregular mass; non-mass: enhancement that is no mass
             * @enum {string}
             */
            morphology?: "regular" | "irregular" | "non-mass";
        };
        /** @description Clinical values that manifests of her2-pcr@2 may have */
        ClinicalHer2Pcr2: {
            /** @description Ki-67, used: 0 to 100 per cent. Share of invasive tumour nuclei that stain in the core biopsy, in per cent: 35, not 0.35 */
            ki67?: number;
            /**
             * @description Tumour morphology, used: regular | irregular | non-mass. Form on MRI. Regular: a round or oval mass; irregular: an irregular mass; non-mass: enhancement that is no mass
             * @enum {string}
             */
            morphology?: "regular" | "irregular" | "non-mass";
        };
        /** @description Clinical values that manifests of her2-pcr-3d@1 may have */
        ClinicalHer2Pcr3d1: {
            /** @description Ki-67, used: 0 to 100 per cent. Share of invasive tumour nuclei that stain in the core biopsy, in per cent: 35, not 0.35 */
            ki67?: number;
            /**
             * @description Tumour morphology, used: regular | irregular | non-mass. Form on MRI. Regular: a round or oval mass; irregular: an irregular mass; non-mass: enhancement that is no mass
             * @enum {string}
             */
            morphology?: "regular" | "irregular" | "non-mass";
        };
        /** @description Clinical values that manifests of her2-pcr-clinical@1 may have */
        ClinicalHer2PcrClinical1: {
            /** @description Age, used: 18 to 90 years. Completed years on the day of the MRI; 90 stands for 90 and older, which could identify a person */
            age?: number;
            /**
             * @description Clinical N, used: N0 | N1 | N2 | N3. Regional lymph nodes before treatment, by palpation, imaging or biopsy. N0: none; N1: movable axillary; N2: fixed axillary or internal mammary alone; N3: infraclavicular, supraclavicular, or internal mammary with axillary
             * @enum {string}
             */
            cN?: "N0" | "N1" | "N2" | "N3";
            /**
             * @description Clinical T, used: T1 | T2 | T3 | T4. Before treatment. T1: up to 20 mm; T2: to 50 mm; T3: more than 50 mm; T4: with extension to chest wall or skin, or inflammatory
             * @enum {string}
             */
            cT?: "T1" | "T2" | "T3" | "T4";
            /**
             * @description Breast density, recorded: a | b | c | d. Of the mammogram
             * @enum {string}
             */
            density?: "a" | "b" | "c" | "d";
            /**
             * @description Background enhancement, recorded: minimal | mild | moderate | marked. Of the fibroglandular tissue of the other breast in the first phase after contrast
             * @enum {string}
             */
            enhancement?: "minimal" | "mild" | "moderate" | "marked";
            /**
             * @description Oestrogen receptor, recorded: negative | low | positive. Nuclei that stain: negative, less than 1 %; low, 1 to 10 %; positive, more than 10 %
             * @enum {string}
             */
            er?: "negative" | "low" | "positive";
            /**
             * @description Focality, used: unifocal | multifocal | multicentric. Invasive foci on MRI. Multifocal: several in one quadrant; multicentric: in more than one
             * @enum {string}
             */
            focality?: "unifocal" | "multifocal" | "multicentric";
            /**
             * @description Histological grade, used: 1 | 2 | 3. Nottingham grade of the core biopsy: tubules, nuclei and mitoses
             * @enum {string}
             */
            grade?: "1" | "2" | "3";
            /**
             * @description HER2, used: ihc3 | ihc2-ish. How the tumour is HER2-positive: by immunohistochemistry, or by in-situ hybridisation of an equivocal one
             * @enum {string}
             */
            her2?: "ihc3" | "ihc2-ish";
            /**
             * @description Histological type, recorded: nst | lobular | other. Invasive carcinoma in the core biopsy
             * @enum {string}
             */
            histology?: "nst" | "lobular" | "other";
            /**
             * @description Hormone receptor, used: negative | positive. Positive: at least 1 % of tumour nuclei stain for the oestrogen or the progesterone receptor
             * @enum {string}
             */
            hormoneReceptor?: "negative" | "positive";
            /** @description Ki-67, used: 0 to 100 per cent. Share of invasive tumour nuclei that stain in the core biopsy, in per cent: 35, not 0.35 */
            ki67?: number;
            /**
             * @description Menopausal status, recorded: pre | peri | post. Post: both ovaries removed, 60 years or older, or no menses for 12 months without treatment that stops them; peri: irregular menses within these 12 months; pre: otherwise
             * @enum {string}
             */
            menopause?: "pre" | "peri" | "post";
            /**
             * @description Tumour morphology, used: regular | irregular | non-mass. Form on MRI. Regular: a round or oval mass; irregular: an irregular mass; non-mass: enhancement that is no mass
             * @enum {string}
             */
            morphology?: "regular" | "irregular" | "non-mass";
            /**
             * @description Progesterone receptor, recorded: negative | positive. Positive: at least 1 % of tumour nuclei stain
             * @enum {string}
             */
            pr?: "negative" | "positive";
            /**
             * @description Neoadjuvant regimen, recorded: trastuzumab | trastuzumab-pertuzumab | other. As planned before the MRI, never as completed: what was changed for lack of response would know the outcome
             * @enum {string}
             */
            regimen?: "trastuzumab" | "trastuzumab-pertuzumab" | "other";
            /** @description Tumour size, recorded: 1 to 250 mm. Largest diameter of the largest lesion on MRI before treatment */
            tumourSize?: number;
        };
        ClinicalVariable: {
            /** @description Other headings of its column in tables */
            also?: string[];
            definition: string;
            /** @constant */
            kind: "continuous";
            /** @description As plots, tables and answers call it */
            label: string;
            /**
             * @description A study without a value: refuse, its manifest is refused; complete-case, it is no row of a cohort, and the Rad-score model answers; median, it is filled with the median or the most frequent level of the training rows; own-level, "unknown" is a level with a coefficient of its own
             * @enum {string}
             */
            missing: "refuse" | "complete-case" | "median";
            /** @description As manifests, tables and models call it */
            name: string;
            /** @description A value outside is refused */
            range: number[];
            /**
             * @description used: it may enter the nomogram. recorded: kept, exported and a subgroup of validations, never a predictor
             * @enum {string}
             */
            role: "used" | "recorded";
            /** @description Where the definition comes from */
            source: string;
            /** @description The unit as plots show it, if it is written otherwise */
            symbol?: string;
            unit: string;
            /** @description A value outside is taken, with the note clinical-unusual */
            usual?: number[];
        } | {
            /** @description Other headings of its column in tables */
            also?: string[];
            alsoLevels?: components["schemas"]["LevelSpellings"];
            definition: string;
            /** @constant */
            kind: "ordered";
            /** @description As plots, tables and answers call it */
            label: string;
            /** @description From the lowest to the highest; the position enters the regression */
            levels: string[];
            /**
             * @description A study without a value: refuse, its manifest is refused; complete-case, it is no row of a cohort, and the Rad-score model answers; median, it is filled with the median or the most frequent level of the training rows; own-level, "unknown" is a level with a coefficient of its own
             * @enum {string}
             */
            missing: "refuse" | "complete-case" | "median";
            /** @description As manifests, tables and models call it */
            name: string;
            /**
             * @description used: it may enter the nomogram. recorded: kept, exported and a subgroup of validations, never a predictor
             * @enum {string}
             */
            role: "used" | "recorded";
            /** @description Where the definition comes from */
            source: string;
            words: components["schemas"]["LevelWords"];
        } | {
            /** @description Other headings of its column in tables */
            also?: string[];
            alsoLevels?: components["schemas"]["LevelSpellings"];
            definition: string;
            /** @constant */
            kind: "categorical";
            /** @description As plots, tables and answers call it */
            label: string;
            /** @description The first is the reference */
            levels: string[];
            /**
             * @description A study without a value: refuse, its manifest is refused; complete-case, it is no row of a cohort, and the Rad-score model answers; median, it is filled with the median or the most frequent level of the training rows; own-level, "unknown" is a level with a coefficient of its own
             * @enum {string}
             */
            missing: "refuse" | "complete-case" | "median" | "own-level";
            /** @description As manifests, tables and models call it */
            name: string;
            /** @description The level that the others are compared with: the first */
            reference: string;
            /**
             * @description used: it may enter the nomogram. recorded: kept, exported and a subgroup of validations, never a predictor
             * @enum {string}
             */
            role: "used" | "recorded";
            /** @description Where the definition comes from */
            source: string;
            words: components["schemas"]["LevelWords"];
        };
        /** @description What a version was fitted and judged on */
        Cohort: {
            audience: components["schemas"]["Audience"];
            /** @description For participants */
            byInstitution?: {
                institution: components["schemas"]["InstitutionId"];
                left: {
                    [key: string]: number;
                };
                test: {
                    events?: number;
                    n: number;
                };
                train: {
                    events?: number;
                    n: number;
                };
            }[];
            counts: {
                /** @description For participants: rows that were withdrawn since */
                erased?: number;
                /** @description For participants: labelled studies that are no rows, by reason code */
                left?: {
                    [key: string]: number;
                };
                /** @description For participants: rows to check, by reason code */
                noted?: {
                    [key: string]: number;
                };
                test: {
                    events?: number;
                    n: number;
                };
                train: {
                    events?: number;
                    n: number;
                };
            };
            cursor?: string;
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            /** @description For participants */
            rows?: {
                /** @description Whether it is a row of the cohort */
                in: boolean;
                institution: components["schemas"]["InstitutionId"];
                /** @description What to check of a row */
                notes?: components["schemas"]["Reason"][];
                pcr?: boolean;
                /** @description Why it was left out */
                reason?: components["schemas"]["Reason"];
                /** @enum {string} */
                split?: "train" | "test";
                /** @description Of the own institution only */
                studyId?: components["schemas"]["StudyId"];
            }[];
            version: number;
            /** @description For others: why there are no counts */
            withheld?: components["schemas"]["Reason"];
        };
        /** @description What the deployed engine gives now, against the consensus values */
        Conformance: {
            engineVersion: string;
            failed: number;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            passed: number;
            /** @constant */
            standard: "IBSI-1 digital phantom";
            values: {
                got: number;
                passed: boolean;
                tag: string;
                tolerance: number;
                wanted: number;
            }[];
        };
        /** @description At the threshold that was frozen on the training rows */
        ConfusionMatrix: {
            accuracy: {
                value: number | null;
            } & {
                [key: string]: unknown;
            };
            falseNegatives: number;
            falsePositives: number;
            npv: {
                value: number | null;
            } & {
                [key: string]: unknown;
            };
            ppv: {
                value: number | null;
            } & {
                [key: string]: unknown;
            };
            sensitivity: {
                value: number | null;
            } & {
                [key: string]: unknown;
            };
            specificity: {
                value: number | null;
            } & {
                [key: string]: unknown;
            };
            trueNegatives: number;
            truePositives: number;
        } & {
            [key: string]: unknown;
        };
        /** @description Of what was measured, by AWS’s published prices: first tier, without free quotas, storage, logs and taxes */
        Cost: {
            /**
             * @description local: from durations and requests on the local cloud, what the same would cost on AWS
             * @enum {string}
             */
            measured: "aws" | "local";
            parts: {
                /** @description Requests to the HTTP API */
                api: number;
                /** @description Read and write request units */
                dynamodb: number;
                events: number;
                /** @description Billed duration and invocations */
                lambda: number;
                queue: number;
                /** @description Requests, those of the upload among them; storage is apart */
                s3: number;
                stateTransitions: number;
            };
            priceTable: {
                /** @description The day as of which prices were read */
                date: string;
                /** @description Whose prices they are */
                region: string;
            };
            /** @description US dollars: the sum of the parts */
            usd: number;
        };
        /**
         * @example {
         *       "protocol": "her2-pcr@1",
         *       "cohort": "labelled"
         *     }
         */
        CreateFeatureExport: {
            /**
             * @description All studies but repeats, those with an outcome, or repeats under the ids of the studies that they repeat
             * @default all
             * @example labelled
             * @enum {string}
             */
            cohort: "all" | "labelled" | "repeats";
            /**
             * @description Of the studies; synthetic for institutions of the demonstration, else patient
             * @example patient
             */
            origin?: components["schemas"]["DataOrigin"];
            /**
             * @description Whose studies are rows
             * @default her2-pcr@1
             * @example her2-pcr@1
             */
            protocol: string;
        };
        /**
         * @example {
         *       "studyId": "BB-0042"
         *     }
         */
        CreatePrediction: components["schemas"]["PredictStudy"] | components["schemas"]["PredictRow"];
        /**
         * @example {
         *       "bytes": 48213,
         *       "sha256": "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
         *     }
         */
        CreatePredictionJob: {
            /** @description Length of the table that will be put */
            bytes: number;
            /** @description No answer rather than one whose interval holds the threshold: `interval-across-threshold` */
            certain?: boolean;
            sha256: string;
            /**
             * @description The column that names each row’s site, for a model that harmonises sites
             * @example site
             */
            siteColumn?: string;
            /** @description Without it: the promoted version, now */
            version?: number;
        };
        /**
         * @description Upload manifest.json last: it starts the analysis.
         * @example {
         *       "studyId": "BB-0042",
         *       "files": [
         *         {
         *           "path": "t2fs/image.nii",
         *           "bytes": 9568,
         *           "sha256": "0000000000000000000000000000000000000000000000000000000000000000"
         *         }
         *       ]
         *     }
         */
        CreateStudy: {
            files: {
                bytes: number;
                /** @example t2fs/image.nii */
                path: string;
                sha256: string;
            }[];
            studyId: components["schemas"]["StudyId"];
        };
        /**
         * @description patient, or synthetic: drawn by a program. Models of the one never answer for studies of the other
         * @enum {string}
         */
        DataOrigin: "patient" | "synthetic";
        DecisionCurve: {
            /** @description Net benefit of treating everybody; treating nobody is 0 */
            all: (number | null)[];
            high?: (number | null)[];
            low?: (number | null)[];
            /** @description Net benefit */
            model: (number | null)[];
            /** @description For others: the borders between groups */
            thresholds: number[];
        } & {
            [key: string]: unknown;
        };
        /** @description Of the manifest that the study has now */
        DeidentificationReceipt: {
            /** @description Goes up with every change of what is found */
            checkVersion: string;
            /** @description Whether the DICOM files say that and how the identity was removed */
            declared: boolean;
            examinedAt: string;
            /** @description How many files were examined */
            files: number;
            findings: {
                code: string;
                /** @description The first file that has it; its place, as in files[12].path, if the path may identify a person */
                file: string;
                files: number;
                remedy: string;
                /** @description The attribute, field or column */
                where: string;
            }[];
            manifestHash: string;
            /** @description Findings beyond those */
            more: number;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Codes of PS3.16 CID 7050 that the study declares */
            options: number[];
            /** @description The edition of the standard that was checked against */
            profile: string;
            studyId: components["schemas"]["StudyId"];
            /** @description Files that lie in the study, but not in its manifest: examined, and used for nothing */
            unlisted: {
                files: number;
                names: string[];
            };
            /** @enum {string} */
            verdict: "clean" | "quarantine";
        };
        Distribution: {
            /** @description For others: groups of at least five rows between round numbers, sizes to five; open (null) at the ends */
            groups?: {
                from: number | null;
                n: number;
                to: number | null;
            }[];
            /** @description 5th, 25th, 50th, 75th and 95th percentile; for others null where fewer than five rows lie beyond it */
            quantiles: (number | null)[];
            /** @description For participants: one a row, by value, to six digits; of no row it says which it is */
            rows?: {
                pcr: boolean;
                value: number;
            }[];
        };
        /** @description For participants, the institutions whose studies are rows: everything that the protocol reports. For others: what cannot be turned back into patients, rounded and in groups (docs/decisions/0027-what-a-version-publishes.md) */
        Evaluation: {
            audience: components["schemas"]["Audience"];
            /** @description Level of every interval */
            confidence?: number;
            counts: {
                missingOutcome?: number;
                /** @description For participants */
                rows?: number;
                test: {
                    events: number | null;
                    /** @description For others to the nearest five; null if too small to be shown */
                    n: number | null;
                };
                train: {
                    events: number | null;
                    /** @description For others to the nearest five; null if too small to be shown */
                    n: number | null;
                };
            } & {
                [key: string]: unknown;
            };
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Null without test rows of both classes */
            test: components["schemas"]["JudgedRows"] | null;
            /** @description The rows that the model was fitted on: too good */
            train: components["schemas"]["JudgedRows"];
            validation?: components["schemas"]["Validation"] | null;
            /** @description Why there is no validation */
            validationOmitted?: components["schemas"]["Reason"] | null;
            warnings: components["schemas"]["Reason"][];
            /** @description Why no figure is shown to institutions without rows */
            withheld?: components["schemas"]["Reason"];
        } & {
            [key: string]: unknown;
        };
        FeatureExport: {
            /** @enum {string} */
            cohort: "all" | "labelled" | "repeats";
            createdAt: string;
            /** @description The table is deleted then */
            expiresAt: string;
            /**
             * @description Id of a job, as its creation gave it
             * @example 0123456789abcdef0123456789
             */
            jobId: string;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            origin: components["schemas"]["DataOrigin"];
            progress?: {
                /** @description Of the table, as far as it is written */
                bytes: number;
                /** @description Studies that are not rows, by reason code (as docs/reasons.md lists them); those without an outcome are not counted if cohort is labelled */
                left: {
                    [key: string]: number;
                };
                /** @description Studies of the institution, as far as they are counted */
                of: number;
                rows: number;
                /** @description Studies that were read */
                seen: number;
            };
            protocol: string;
            /** @description Why the export failed */
            reason?: components["schemas"]["Reason"];
            /** @enum {string} */
            status: "waiting" | "running" | "complete" | "failed" | "expired";
            /** @description Where to get the table as CSV, within an hour. It answers 404 or 403 once a study of the institution is withdrawn: ask for another then */
            table?: string;
        };
        /** @description What @radscore/statistics predicts with. For others: no fingerprints, no range of a training row, no log-likelihoods, counts to the nearest five */
        FittedModel: {
            features: ({
                coefficient: number;
                mean: number;
                name: string;
                sd: number;
            } & {
                [key: string]: unknown;
            })[];
            /** @constant */
            format: "radscore-model/1";
        } & {
            [key: string]: unknown;
        };
        FittedModelAnswer: {
            audience: components["schemas"]["Audience"];
            engineVersion: string;
            model: components["schemas"]["FittedModel"];
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            protocol: string;
            /** @description Features of other settings are no values for this model */
            settingsHash: string;
            /** @description Why the version answers nothing any more, as one that is retired: no page may predict with it either */
            silent?: components["schemas"]["Reason"];
            /** @description Those that answer for values that lack the other sequences; the first that fits answers */
            submodels: {
                area?: {
                    auc: number | null;
                    ci: (number | null)[];
                    /**
                     * @description In which rows the area was measured
                     * @enum {string}
                     */
                    rows: "test" | "cross-validation";
                };
                confidence?: number;
                model: components["schemas"]["FittedModel"];
                sequences: components["schemas"]["SequenceName"][];
            }[];
            version: number;
        };
        /** @description What a version had to reach, and what it reached */
        GateResult: {
            figures: {
                [key: string]: number | null;
            };
            gate: string;
            got: string;
            message: string;
            /** @description null: it could not be measured */
            passed: boolean | null;
            /** @description Whether it stops the promotion */
            refuses: boolean;
            wanted: string;
        };
        /** @description Gates that differ from the defaults (docs/gates.md), each with all of its numbers; null leaves a gate out. A version is promoted if it passes every gate */
        GateSettings: {
            aucInTest?: {
                aloneConfidence: number;
                confidence: number;
                quantile: number;
            } | null;
            aucInValidation?: {
                quantile: number;
                /** @enum {string} */
                whenNotMeasured: "refuse" | "pass";
            } | null;
            calibrationInTheLarge?: {
                confidence: number;
                most: number;
            } | null;
            calibrationSlope?: {
                confidence: number;
                high: number;
                low: number;
                /** @enum {string} */
                whenNotMeasured: "refuse" | "pass";
            } | null;
            eventsPerCoefficient?: {
                least: number;
            } | null;
            institutionsGap?: {
                confidence: number;
                leastPerOutcome: number;
                most: number;
                /** @enum {string} */
                whenNotMeasured: "refuse" | "pass";
            } | null;
            netBenefit?: {
                confidence: number;
                leastMean: number;
                mostLoss: number;
            } | null;
            newEvents?: {
                least: number;
                /** @enum {string} */
                whenNotMeasured: "refuse" | "pass";
            } | null;
            notWorseThanChampion?: {
                confidence: number;
                leastShare: number;
                margin: number;
            } | null;
        };
        GatewayMessage: {
            message: string;
        };
        /** @description Shown to the institutions whose studies were gathered */
        GatheredRows: {
            /** @description Labelled studies that are no rows */
            left: {
                [key: string]: number;
            };
            /** @description Rows to check, as those whose outcome the manifest contradicts */
            noted: {
                [key: string]: number;
            };
            rows: number;
        };
        Health: {
            /** @description Of the engine with which new manifests are analysed */
            engineVersion: string;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @constant */
            status: "ok";
        };
        /** @description A published signature: no training cohort, nothing validated here */
        ImportedSignature: {
            /** @description What the publication does not state, and was assumed */
            assumed: {
                path: string;
                value: number | string;
            }[];
            citation: string | null;
            /** @enum {string} */
            coefficients: "published" | "made up";
            doi: string | null;
            /** @description The study protocol by whose settings all its features are measured; null: it scores values at hand only */
            measuredBy: string | null;
            /** @description What it still leaves open; no score needs it */
            open: number;
            /** @description Of the file */
            sha256: string;
            /** @description Its name in the file */
            signature: string;
            title: string;
        };
        /** @example centre-1 */
        InstitutionId: string;
        /**
         * @example {
         *       "answers": {
         *         "her2-pcr@1": "automatic"
         *       }
         *     }
         */
        InstitutionSettings: {
            /**
             * @description By protocol, such as her2-pcr@1; what is not named is automatic
             * @default {}
             */
            answers: {
                [key: string]: "automatic" | "none" | components["schemas"]["LineReference"];
            };
        };
        InstitutionSettingsAnswer: {
            /**
             * @description By protocol, such as her2-pcr@1; what is not named is automatic
             * @default {}
             */
            answers: {
                [key: string]: "automatic" | "none" | components["schemas"]["LineReference"];
            };
            institution: components["schemas"]["InstitutionId"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
        };
        /** @description One model on one set of rows */
        JudgedModel: {
            auc: components["schemas"]["AreaUnderCurve"];
            brier?: number | null;
            calibration: components["schemas"]["Calibration"];
            /** @description For participants */
            confusion?: components["schemas"]["ConfusionMatrix"];
            decisionCurve: components["schemas"]["DecisionCurve"];
            /** @description For others: at the thresholds of the decision curve */
            operatingPoints?: {
                sensitivity: (number | null)[];
                specificity: (number | null)[];
            };
            /** @description For participants: the corners of the ROC curve, from nobody positive to everybody */
            roc?: {
                sensitivity: number[];
                specificity: number[];
            };
        } & {
            [key: string]: unknown;
        };
        /** @description All models on one set of rows, without single patients */
        JudgedRows: {
            events?: number;
            /** @description By model: radScore, clinical, nomogram */
            models: {
                [key: string]: components["schemas"]["JudgedModel"];
            };
            /** @description For participants */
            n?: number;
            /** @description For others: why there is less of this set, or nothing */
            withheld?: components["schemas"]["Reason"];
        } & {
            [key: string]: unknown;
        };
        /** @description Other spellings that are taken for a level */
        LevelSpellings: {
            [key: string]: string[];
        };
        /** @description Word for each level, as plots show it */
        LevelWords: {
            [key: string]: string;
        };
        /** @description Every change of a line, newest first */
        LineAudit: {
            changes: components["schemas"]["LineChange"][];
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
        };
        /** @description A record of the audit trail */
        LineChange: {
            /** @enum {string} */
            action: "create" | "challenge" | "promote" | "refuse" | "roll-back" | "retire" | "suspend" | "configure" | "delete";
            at: string;
            /** @description Institution whose member asked, or `service` */
            by: string;
            /** @description The promoted version after the change */
            champion: number | null;
            reason?: string;
            revision: number;
            runId?: string;
            version?: number;
        };
        /**
         * @description A name, or {owner}~{name} of a shared line
         * @example her2-pcr
         */
        LineReference: string;
        /**
         * @example {
         *       "shared": false,
         *       "promotion": "manual",
         *       "gates": {
         *         "newEvents": null
         *       }
         *     }
         */
        LineSettings: {
            /** @default {} */
            gates: components["schemas"]["GateSettings"];
            /**
             * @description Whether a version that passes all gates answers at once, or waits for a person
             * @default automatic
             * @enum {string}
             */
            promotion: "automatic" | "manual";
            /**
             * @description Whether every institution may use the line
             * @default false
             */
            shared: boolean;
        };
        /**
         * @example {
         *       "shared": false,
         *       "promotion": "manual",
         *       "gates": {
         *         "newEvents": null
         *       }
         *     }
         */
        LineSettingsOutput: {
            /** @default {} */
            gates: components["schemas"]["GateSettings"];
            /**
             * @description Whether a version that passes all gates answers at once, or waits for a person
             * @default automatic
             * @enum {string}
             */
            promotion: "automatic" | "manual";
            /**
             * @description Whether every institution may use the line
             * @default false
             */
            shared: boolean;
        };
        Manifest: {
            /**
             * @description Values of the clinical variables that the protocol declares; GET /v1/protocols/{id} lists them, and the schemas Clinical… what each takes. Levels by value or word
             * @example {
             *       "ki67": 35,
             *       "morphology": "irregular"
             *     }
             */
            clinical?: {
                [key: string]: number | string;
            };
            files: {
                bytes: number;
                /** @example t2fs/image.nii */
                path: string;
                sha256: string;
            }[];
            /** @description Sequences may select series and volume in both versions. */
            manifestVersion: 1 | 2;
            /** @description synthetic for images that no patient gave; patient without it */
            origin?: components["schemas"]["DataOrigin"];
            outcome?: {
                /**
                 * @description How pCR was defined, if not as the protocol defines it
                 * @example ypT0/is ypN0
                 */
                definition?: string;
                /** @description Pathological complete response at surgery */
                pcr: boolean;
            };
            patient?: components["schemas"]["PatientId"];
            protocol: string;
            /** @description The study whose images these are, segmented again: for robustness by ICC. Such a study is never a row of a cohort, and its outcome does not count */
            repeatOf?: components["schemas"]["StudyId"];
            sequences: {
                [key: string]: {
                    /**
                     * @description A file, or a folder of DICOM files (ends with a slash; ./ is the whole study). A listed ZIP archive is a folder: `dce.zip/` is all that lies in it, `dce.zip/seg.dcm` one file.
                     * @example t2fs/
                     */
                    image: string;
                    /** @description DCE: the phase to read; peak is the one with the highest mean enhancement in the ROI. */
                    phase?: "peak" | number;
                    /**
                     * @description The repair that is accepted if the ROI does not fit; `radscore inspect` proposes one.
                     * @enum {string}
                     */
                    repair?: "relabel" | "flip-to-lps" | "reorder" | "resample-to-image";
                    roi: {
                        /** @example t2fs/image.nii */
                        file: string;
                        /** @description Label, segment or ROI number; several are joined. */
                        label?: number | number[];
                    };
                    /** @description SeriesInstanceUID, if the folder holds other series too; several if the phases of a dynamic series are series of their own. */
                    series?: string | string[];
                    /** @description What distinguishes the volume from others; `radscore inspect` lists it for each volume. */
                    volume?: {
                        /** @description The map of apparent diffusion coefficients; fit: fitted to the b-values, also if a map was sent */
                        adc?: true | "fit";
                        /** @description Diffusion weighting, s/mm² */
                        b?: number;
                        /** @enum {string} */
                        component?: "magnitude" | "phase" | "real" | "imaginary";
                        /** @description EchoNumbers */
                        echo?: number;
                        echoTime?: number;
                        /** @description Degrees */
                        flipAngle?: number;
                        /**
                         * @description A value of ImageType or FrameType, several joined by +, or all of them joined by /
                         * @example W
                         */
                        imageType?: string;
                        inversionTime?: number;
                        /** @description image, subtraction, projection, reformat or a map by its name */
                        kind?: string;
                        /** @description Phase of a dynamic series, from 0 in order of time, or peak */
                        phase?: "peak" | number;
                        repetitionTime?: number;
                        /** @description SeriesNumber */
                        series?: number;
                    };
                };
            };
            site?: components["schemas"]["SiteId"];
            studyId: components["schemas"]["StudyId"];
        };
        /** @description manifest.json as it was uploaded, but for its files, which are listed next to it */
        ManifestWithoutFiles: {
            /**
             * @description Values of the clinical variables that the protocol declares; GET /v1/protocols/{id} lists them, and the schemas Clinical… what each takes. Levels by value or word
             * @example {
             *       "ki67": 35,
             *       "morphology": "irregular"
             *     }
             */
            clinical?: {
                [key: string]: number | string;
            };
            /** @description Sequences may select series and volume in both versions. */
            manifestVersion: 1 | 2;
            /** @description synthetic for images that no patient gave; patient without it */
            origin?: components["schemas"]["DataOrigin"];
            outcome?: {
                /**
                 * @description How pCR was defined, if not as the protocol defines it
                 * @example ypT0/is ypN0
                 */
                definition?: string;
                /** @description Pathological complete response at surgery */
                pcr: boolean;
            };
            patient?: components["schemas"]["PatientId"];
            protocol: string;
            /** @description The study whose images these are, segmented again: for robustness by ICC. Such a study is never a row of a cohort, and its outcome does not count */
            repeatOf?: components["schemas"]["StudyId"];
            sequences: {
                [key: string]: {
                    /**
                     * @description A file, or a folder of DICOM files (ends with a slash; ./ is the whole study). A listed ZIP archive is a folder: `dce.zip/` is all that lies in it, `dce.zip/seg.dcm` one file.
                     * @example t2fs/
                     */
                    image: string;
                    /** @description DCE: the phase to read; peak is the one with the highest mean enhancement in the ROI. */
                    phase?: "peak" | number;
                    /**
                     * @description The repair that is accepted if the ROI does not fit; `radscore inspect` proposes one.
                     * @enum {string}
                     */
                    repair?: "relabel" | "flip-to-lps" | "reorder" | "resample-to-image";
                    roi: {
                        /** @example t2fs/image.nii */
                        file: string;
                        /** @description Label, segment or ROI number; several are joined. */
                        label?: number | number[];
                    };
                    /** @description SeriesInstanceUID, if the folder holds other series too; several if the phases of a dynamic series are series of their own. */
                    series?: string | string[];
                    /** @description What distinguishes the volume from others; `radscore inspect` lists it for each volume. */
                    volume?: {
                        /** @description The map of apparent diffusion coefficients; fit: fitted to the b-values, also if a map was sent */
                        adc?: true | "fit";
                        /** @description Diffusion weighting, s/mm² */
                        b?: number;
                        /** @enum {string} */
                        component?: "magnitude" | "phase" | "real" | "imaginary";
                        /** @description EchoNumbers */
                        echo?: number;
                        echoTime?: number;
                        /** @description Degrees */
                        flipAngle?: number;
                        /**
                         * @description A value of ImageType or FrameType, several joined by +, or all of them joined by /
                         * @example W
                         */
                        imageType?: string;
                        inversionTime?: number;
                        /** @description image, subtraction, projection, reformat or a map by its name */
                        kind?: string;
                        /** @description Phase of a dynamic series, from 0 in order of time, or peak */
                        phase?: "peak" | number;
                        repetitionTime?: number;
                        /** @description SeriesNumber */
                        series?: number;
                    };
                };
            };
            site?: components["schemas"]["SiteId"];
            studyId: components["schemas"]["StudyId"];
        };
        /** @description What a version is made of and for, in one page */
        ModelCard: {
            audience: components["schemas"]["Audience"];
            /** @description Of the final model; the slope is null if predictions separate the outcomes */
            calibration?: {
                brier?: number;
                hosmerLemeshowP?: number | null;
                intercept?: number | null;
                inTheLarge?: number;
                observedToExpected: number | null;
                /** @enum {string} */
                rows: "test" | "training";
                slope: number | null;
                slopeInterval?: number[] | null;
            };
            data: {
                /** @description Rows with the outcome */
                events: {
                    test: number;
                    train: number;
                };
                /** @description For participants */
                institutions?: string[];
                outcome: string;
                /** @description If patients have several rows: how many patients */
                patients?: number;
                /** @description For others to the nearest five */
                rows: {
                    test: number;
                    train: number;
                };
                /** @description Hospitals or scanners of the rows */
                sites?: number;
                /** @description For participants */
                split?: components["schemas"]["SplitOutput"];
                /** @description The stored cohort */
                table?: {
                    name: string;
                    sha256: string;
                };
            };
            intendedUse: string;
            model: {
                dataOrigin: components["schemas"]["DataOrigin"];
                name: components["schemas"]["ModelName"];
                owner: components["schemas"]["OwnerId"];
                version: number;
            };
            /** @constant */
            notice: "Research use only. Not a medical device.";
            performance: {
                /** @description In the training rows: too good */
                apparent: {
                    auc: number | null;
                    ci: (number | null)[];
                };
                /** @description Level of the intervals */
                confidence?: number;
                /** @description The figures in the order in which to show them */
                headline: {
                    auc: number | null;
                    beside: string[];
                    how: string;
                    interval: string;
                    /** @enum {string} */
                    kind: "validation" | "test" | "apparent";
                    what: string;
                }[];
                /** @description Of models of permuted outcomes, in the test rows */
                permutedTestAuc?: number;
                test?: {
                    auc: number | null;
                    ci: (number | null)[];
                };
                /** @description What new patients may expect: cross-validation around the whole protocol, on the training rows */
                validation?: {
                    auc: number | null;
                    ci: (number | null)[];
                    folds: number;
                    method: string;
                    /** @description The same with permuted outcomes */
                    permutedAuc: number | null;
                    repeats: number;
                };
                /** @description What they mean: against chance, and the clinical model */
                verdicts: string[];
            };
            protocol: {
                choices: ({
                    topic: string;
                } & {
                    [key: string]: unknown;
                })[];
                id: string;
                /** @description Every choice of the modelling protocol */
                modelling: {
                    id: string;
                } & {
                    [key: string]: unknown;
                };
                source: string;
            };
            provenance: {
                createdAt: string;
                engineVersion: string;
                modelSha256?: string;
                programVersion?: string;
                seed?: number;
                settingsHash: string;
            };
            selected: string[];
            /** @description Chosen on training rows and frozen: positive from here on */
            threshold?: {
                /** @enum {string} */
                model: "radScore" | "clinical" | "nomogram";
                probability: number;
                score?: number;
            };
            warnings: components["schemas"]["Reason"][];
            /** @description Why no figure is shown to institutions without rows */
            withheld?: components["schemas"]["Reason"];
        };
        /** @description A line: one protocol, one recipe, its versions and which of them answers */
        ModelLine: {
            /** @description The latest version that is not promoted */
            challenger: number | null;
            createdAt: string;
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            /** @description The champion: the version that answers */
            promoted: number | null;
            protocol: string;
            recipe: components["schemas"]["Recipe"];
            revision: number;
            settings: components["schemas"]["LineSettingsOutput"];
            /**
             * @description Whether the caller belongs to the owner, or the line is shared with it
             * @enum {string}
             */
            standing: "member" | "guest";
            /** @description Versions that the test rows judged */
            testLooks: number;
        };
        /** @description How the modelling differs from that of `her2-pcr@1`, as the file of `radscore fit --protocol`. What is left out, also within a step, is as there; GET /v1/protocols/{id} lists every field with its value and meaning. */
        ModellingChanges: {
            anova?: {
                /** @description If fewer features have a small p value, the ones with the largest F are candidates */
                least?: number;
                /** @description At most this many candidates, by F */
                most?: number;
                /** @description Features with a smaller p value of the ANOVA are candidates */
                p?: number;
            };
            bootstrap?: {
                /** @description Refits on resampled rows; 0: none */
                count?: number;
                /** @description Seed of the resamples */
                seed?: number;
            };
            calibration?: {
                /** @description Groups of the Hosmer–Lemeshow test */
                groups?: number;
            };
            clinical?: {
                /** @description Every clinical variable enters the nomogram */
                force?: boolean;
                /** @description Words for clinical variables in plots and tables: label, unit, and a word for each level; they change no figure */
                labels?: {
                    [key: string]: {
                        label?: string;
                        levels?: {
                            [key: string]: string;
                        };
                        unit?: string;
                    };
                };
                /** @description Clinical variables with a smaller p value by themselves enter the nomogram */
                p?: number;
            };
            /** @description Level of every interval */
            confidence?: number;
            decisionCurve?: {
                /** @description First threshold of the decision curve */
                from?: number;
                shown?: {
                    /** @description First threshold that plots show */
                    from: number;
                    /** @description Last threshold that plots show */
                    to: number;
                };
                /** @description Step between thresholds */
                step?: number;
                /** @description Last threshold of the decision curve */
                to?: number;
            };
            harmonisation?: {
                /** @description Adjust means and leave variances as they are */
                meanOnly?: boolean;
                /** @description Empirical Bayes with parametric priors; false: non-parametric */
                parametric?: boolean;
                /** @description The site to whose scale the others are brought; null: their common mean */
                reference?: string | null;
                /**
                 * @description Rows of a site without training rows: taken as they are, or not answered
                 * @enum {string}
                 */
                unseenSite?: "reference" | "abstain";
            } | null;
            /** @description Name of the modelling protocol, which its models bear */
            id: string;
            lasso?: {
                /** @description Number of penalties on the path */
                alphas?: number;
                /** @description Folds of the cross-validation that chooses the penalty */
                folds?: number;
                /** @description Share of the L1 penalty: 1 is the LASSO, less an elastic net */
                l1Ratio?: number;
                /**
                 * @description Penalised linear regression, as scikit-learn, or penalised logistic regression, as glmnet
                 * @enum {string}
                 */
                loss?: "squared" | "logistic";
                /** @description Smallest penalty of the path, as a share of the one that leaves nothing */
                ratio?: number;
                /**
                 * @description The penalty of the smallest mean error, or the largest one within one standard error of it
                 * @enum {string}
                 */
                rule?: "min" | "1se";
            };
            /**
             * @description Logistic regressions by maximum likelihood, by Firth’s penalised likelihood only if the outcomes are separated; or all by Firth’s
             * @enum {string}
             */
            likelihood?: "maximum" | "firth";
            missing?: {
                /**
                 * @description Clinical values that are missing: refused, or filled with the median or the most frequent level of the training rows
                 * @enum {string}
                 */
                clinical?: "error" | "median";
                /**
                 * @description Features without a value: refused, or filled with the median of the training rows
                 * @enum {string}
                 */
                features?: "error" | "median";
            };
            /** @description At most this many features, by absolute coefficient of the LASSO */
            mostFeatures?: number;
            /**
             * @description Also report the p values of the clinical variables adjusted for their number
             * @enum {string}
             */
            multiplicity?: "holm" | "benjamini-hochberg";
            nearDuplicates?: {
                /** @description Of two features with a larger absolute Spearman correlation the later one is dropped */
                spearman?: number;
            } | null;
            nomogram?: {
                /** @description Points of the widest axis of the nomogram */
                points?: number;
            };
            /** @description What counts as the outcome; recorded, not interpreted */
            outcomeDefinition?: string;
            outsideCohort?: {
                /** @description A continuous clinical value beyond the training range by more than this share of its width */
                clinicalMargin?: number;
                /** @description … and beyond the training range by more than this share of its width */
                margin?: number;
                /** @description A feature more than this many training standard deviations from the mean */
                z?: number;
            } | null;
            permutations?: {
                /** @description Refits on permuted outcomes; 0: none */
                count?: number;
                /** @description Seed of the permutations */
                seed?: number;
            };
            /**
             * @description How candidates are chosen: by ANOVA, or by minimum redundancy and maximum relevance, as many as `anova.most`
             * @enum {string}
             */
            prefilter?: "anova" | "mrmr";
            robustness?: {
                /** @description Features whose ICC(2,1) between two segmentations of the same studies is below this are dropped; needs repeats */
                icc: number;
            } | null;
            /** @description The threshold that is frozen on training rows: largest Youden index, nearest to the upper left corner, or highest with this sensitivity */
            threshold?: ("youden" | "top-left") | {
                sensitivity: number;
            };
            validation?: {
                /**
                 * @description What is held out together: folds of all sites, or one site after the other (leave-one-site-out, once; needs sites)
                 * @enum {string}
                 */
                by?: "fold" | "site";
                /** @description Outer folds of the cross-validation around the whole protocol; 0: none */
                folds?: number;
                /** @description Times that it is repeated with other folds; 0: none */
                repeats?: number;
                /** @description Seed of its folds */
                seed?: number;
            };
        };
        ModellingField: {
            /** @description Its place, as in `lasso.rule` */
            field: string;
            meaning: string;
            /** @description What the protocol sets; null if its step is left out or nothing is set */
            value: string | number | boolean | null;
        };
        ModelList: {
            models: components["schemas"]["ModelSummary"][];
            /** @constant */
            notice: "Research use only. Not a medical device.";
        };
        /** @example her2-pcr */
        ModelName: string;
        ModelSummary: {
            /** @description The latest version that is not promoted */
            challenger: number | null;
            name: components["schemas"]["ModelName"];
            owner: components["schemas"]["OwnerId"];
            /** @description The champion: the version that answers */
            promoted: number | null;
            protocol: string;
            runs: {
                endedAt?: string;
                gathered?: components["schemas"]["GatheredRows"];
                institutions?: string[];
                name: components["schemas"]["ModelName"];
                owner: components["schemas"]["OwnerId"];
                /** @description Whether the version passed the gates and answers */
                promoted?: boolean;
                reason?: components["schemas"]["Reason"];
                runId: string;
                /**
                 * @description How far the run is, or how far it came; absent from runs that ended before stages were kept
                 * @enum {string}
                 */
                stage?: "gathering" | "fitting" | "submodels" | "registering";
                /** @description Since when */
                stageAt?: string;
                startedAt: string;
                /** @enum {string} */
                status: "running" | "registered" | "not-enough-new-outcomes" | "failed";
                /** @enum {string} */
                trigger: "request" | "schedule" | "correction";
                version?: number;
            }[];
            shared: boolean;
            /**
             * @description Whether the caller belongs to the owner, or the line is shared with it
             * @enum {string}
             */
            standing: "member" | "guest";
            versions: number;
        };
        ModelVersion: {
            /** @description In the training rows: too good */
            apparent: {
                auc: number | null;
                ci: (number | null)[];
            };
            audience: components["schemas"]["Audience"];
            /** @description Level of the intervals */
            confidence?: number;
            createdAt: string;
            dataOrigin?: components["schemas"]["DataOrigin"];
            engineVersion: string;
            events?: {
                test: number;
                train: number;
            };
            /** @description Of a version that is no fit but a published signature: no row trained or judged it, and its counts are 0 */
            imported?: components["schemas"]["ImportedSignature"];
            institutions?: string[];
            modelling?: components["schemas"]["ModellingChanges"];
            modelSha256?: string;
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            participants?: string[];
            /** @description Of models of permuted outcomes, in the test rows */
            permutedTestAuc?: number;
            programVersion?: string;
            protocol: string;
            rows: {
                test: number;
                train: number;
            };
            runId?: string;
            seed?: number;
            selected: string[];
            settingsHash: string;
            split?: components["schemas"]["SplitOutput"] | components["schemas"]["NoSplit"];
            state: components["schemas"]["VersionState"];
            status: {
                judgement?: {
                    /** @description The promoted version that it was compared with */
                    against?: number;
                    at: string;
                    gates: components["schemas"]["GateResult"][];
                    passed: boolean;
                };
                marks?: {
                    [key: string]: {
                        at: string;
                        count: number;
                    };
                };
                retired?: {
                    at: string;
                    by: string;
                    reason: string;
                };
                /** @description How often test rows of the line had been looked at */
                testLooks?: number;
            };
            /** @description Models of some of the sequences, which answer for studies that lack the others */
            submodels?: components["schemas"]["SubmodelSummary"][];
            test?: {
                auc: number | null;
                ci: (number | null)[];
            };
            /** @enum {string} */
            trigger: "request" | "schedule" | "correction" | "import";
            /** @description What new patients may expect: cross-validation around the whole protocol, on the training rows */
            validation?: {
                auc: number | null;
                ci: (number | null)[];
                folds: number;
                method: string;
                /** @description The same with permuted outcomes */
                permutedAuc: number | null;
                repeats: number;
            };
            version: number;
            /** @description Why no figure is shown to institutions without rows */
            withheld?: components["schemas"]["Reason"];
        };
        ModelVersionList: {
            /** @description The latest version that is not promoted */
            challenger: number | null;
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            /** @description The champion: the version that answers */
            promoted: number | null;
            protocol: string;
            versions: components["schemas"]["ModelVersionSummary"][];
        };
        /** @description For institutions without rows counts are to the nearest five, figures rounded, and the recipe is left out */
        ModelVersionSummary: {
            /** @description In the training rows: too good */
            apparent: {
                auc: number | null;
                ci: (number | null)[];
            };
            audience: components["schemas"]["Audience"];
            /** @description Level of the intervals */
            confidence?: number;
            createdAt: string;
            dataOrigin?: components["schemas"]["DataOrigin"];
            engineVersion: string;
            events?: {
                test: number;
                train: number;
            };
            /** @description Of a version that is no fit but a published signature: no row trained or judged it, and its counts are 0 */
            imported?: components["schemas"]["ImportedSignature"];
            institutions?: string[];
            modelling?: components["schemas"]["ModellingChanges"];
            modelSha256?: string;
            name: components["schemas"]["ModelName"];
            owner: components["schemas"]["OwnerId"];
            participants?: string[];
            /** @description Of models of permuted outcomes, in the test rows */
            permutedTestAuc?: number;
            programVersion?: string;
            protocol: string;
            rows: {
                test: number;
                train: number;
            };
            runId?: string;
            seed?: number;
            selected: string[];
            settingsHash: string;
            split?: components["schemas"]["SplitOutput"] | components["schemas"]["NoSplit"];
            state: components["schemas"]["VersionState"];
            status: {
                judgement?: {
                    /** @description The promoted version that it was compared with */
                    against?: number;
                    at: string;
                    gates: components["schemas"]["GateResult"][];
                    passed: boolean;
                };
                marks?: {
                    [key: string]: {
                        at: string;
                        count: number;
                    };
                };
                retired?: {
                    at: string;
                    by: string;
                    reason: string;
                };
                /** @description How often test rows of the line had been looked at */
                testLooks?: number;
            };
            /** @description Models of some of the sequences, which answer for studies that lack the others */
            submodels?: components["schemas"]["SubmodelSummary"][];
            test?: {
                auc: number | null;
                ci: (number | null)[];
            };
            /** @enum {string} */
            trigger: "request" | "schedule" | "correction" | "import";
            /** @description What new patients may expect: cross-validation around the whole protocol, on the training rows */
            validation?: {
                auc: number | null;
                ci: (number | null)[];
                folds: number;
                method: string;
                /** @description The same with permuted outcomes */
                permutedAuc: number | null;
                repeats: number;
            };
            version: number;
            /** @description Why no figure is shown to institutions without rows */
            withheld?: components["schemas"]["Reason"];
        };
        /** @description What an institution sends, next to the training rows; and its outcomes, next to the predictions */
        Monitoring: {
            /** @description Studies for which the version has no answer */
            abstained: number;
            /** @description What the analyses of these studies cost, the newest month first */
            costs?: {
                months: {
                    /**
                     * @description local if any of them was: what it would cost on AWS
                     * @enum {string}
                     */
                    measured: "aws" | "local";
                    /**
                     * @description In which the analyses ended
                     * @example 2027-03
                     */
                    month: string;
                    perStudy: number;
                    /** @description Of the price tables that the costs are by */
                    priceDates: string[];
                    /** @description Studies whose cost is known */
                    studies: number;
                    usd: number;
                }[];
            };
            institution: components["schemas"]["InstitutionId"];
            monitoring: {
                alarms: ({
                    kind: string;
                    message: string;
                    month: string;
                } & {
                    [key: string]: unknown;
                })[];
                calibration: {
                    alarms: ({
                        kind: string;
                        message: string;
                        month: string;
                    } & {
                        [key: string]: unknown;
                    })[];
                    months: ({
                        month: string;
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                };
                drift: {
                    alarms: ({
                        kind: string;
                        message: string;
                        month: string;
                    } & {
                        [key: string]: unknown;
                    })[];
                    months: ({
                        drifted: boolean;
                        institution: components["schemas"]["InstitutionId"];
                        /** @example 2027-03 */
                        month: string;
                        n: number;
                        tooFew: boolean;
                        variables: ({
                            /** @description Adjusted for all variables and spans of this institution and month */
                            adjustedP: number | null;
                            drifted: boolean;
                            spans: ({
                                interval: (number | null)[] | null;
                                /** @description Months pooled, the last of them the month that is judged */
                                months: number;
                                n: number;
                                /** @description Not adjusted */
                                p: number | null;
                                /** @description Difference of the means in standard deviations of the training rows */
                                shift: number | null;
                                /** @description Why nothing can be told; null if there are enough */
                                tooFew: string | null;
                            } & {
                                [key: string]: unknown;
                            })[];
                            variable: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    })[];
                    rule: string;
                } & {
                    [key: string]: unknown;
                };
                settings: {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            };
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Older studies that this answer leaves out */
            notRead: number;
            owner: components["schemas"]["OwnerId"];
            /** @description Studies that the version was not trained on */
            studies: number;
            version: number;
        };
        /** @description Of a line whose versions are imported from signature files: there are no rows */
        NoSplit: {
            /** @constant */
            by: "imported";
        };
        /**
         * @example {
         *       "pcr": true
         *     }
         */
        Outcome: {
            /**
             * @description How pCR was defined, if not as the protocol defines it
             * @example ypT0/is ypN0
             */
            definition?: string;
            /** @description Pathological complete response at surgery */
            pcr: boolean;
        };
        /** @example consortium-her2-net */
        OwnerId: string;
        /** @description A frozen version judged on the labelled studies of the institution; the form of validation.json */
        OwnValidation: {
            institution: components["schemas"]["InstitutionId"];
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Older studies that this answer leaves out */
            notRead: number;
            owner: components["schemas"]["OwnerId"];
            /** @description Studies that the version was not trained on */
            studies: number;
            validation: {
                confidence: number;
                /** @constant */
                format: "radscore-validation/1";
                omitted: string | null;
                performance: {
                    [key: string]: unknown;
                } | null;
                rows: {
                    events: number;
                    given: number;
                    judged: number;
                } & {
                    [key: string]: unknown;
                };
                subgroups: ({
                    name: string;
                } & {
                    [key: string]: unknown;
                })[];
                warnings: {
                    code: string;
                    message: string;
                }[];
            } & {
                [key: string]: unknown;
            };
            version: number;
        };
        /**
         * @description A file that goes up in parts. The same request begins the upload, goes on with it and ends it.
         * @example {
         *       "path": "dce.zip",
         *       "bytes": 16777217,
         *       "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
         *       "parts": [
         *         "1111111111111111111111111111111111111111111111111111111111111111",
         *         "2222222222222222222222222222222222222222222222222222222222222222"
         *       ]
         *     }
         */
        PartedUpload: {
            bytes: number;
            /** @description MD5 of the MD5s of the parts, a hyphen and their number: what S3 calls the content. With it a file that has arrived is not sent again */
            etag?: string;
            /** @description SHA-256 of each part in order: of 16777216 bytes each, the last of what is left */
            parts: string[];
            /** @example t2fs/image.nii */
            path: string;
            sha256: string;
        };
        PartedUploadAnswer: {
            /** @description The file has arrived; else PUT the parts, then ask again */
            complete: boolean;
            expiresInSeconds: number;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            partBytes: number;
            /** @description Those that have not arrived with the right SHA-256 */
            parts: {
                bytes: number;
                headers: {
                    [key: string]: string;
                };
                number: number;
                /** @description Place of its first byte in the file */
                start: number;
                url: string;
            }[];
            path: string;
            studyId: components["schemas"]["StudyId"];
        };
        /**
         * @description Pseudonym of the patient; studies and lesions of one patient share it
         * @example BB-0042
         */
        PatientId: string;
        Prediction: {
            /**
             * @description Side of the frozen threshold that the probability lies on; `near` if the interval holds it
             * @enum {string}
             */
            class: "above" | "below" | "near";
            /** @description Level of the interval, as the protocol of the model has it: 0.95 */
            confidence?: number;
            /** @description What each feature adds to the Rad-score */
            contributions: {
                contribution: number;
                feature: string;
                value: number;
                z: number;
            }[];
            /** @description Of this request; the analysis of a stored study has its own. Absent where the prices of the region are not known */
            cost?: components["schemas"]["Cost"];
            /** @description Of the features of a stored study; else that of the model */
            engineVersion: string;
            /** @description Confidence interval of the probability */
            interval: number[];
            /** @description Whether the version was trained on it: a stored study with this or an earlier manifest, values at hand as they are */
            inTraining?: boolean;
            /** @description Of a stored study: the manifest that the answer is about */
            manifestHash?: string;
            model: components["schemas"]["AnsweringModel"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Nomogram points, if the nomogram answers */
            points?: {
                total: number;
                variables: {
                    /** @description As the protocol calls the variable */
                    label?: string;
                    points: number;
                    unit?: string;
                    value: number | string;
                    variable: string;
                    /** @description As the protocol calls the level */
                    word?: string;
                }[];
            };
            /** @description Probability of pCR */
            probability: number;
            radScore: number;
            settingsHash: string;
            /**
             * @description Without clinical values the Rad-score model answers
             * @enum {string}
             */
            source: "nomogram" | "rad-score";
            studyId?: components["schemas"]["StudyId"];
            submodel?: components["schemas"]["AnsweringSubmodel"];
            /** @description Chosen on training rows and frozen */
            threshold: {
                /**
                 * @description Which it is of: the nomogram and the Rad-score have one each
                 * @enum {string}
                 */
                model: "nomogram" | "rad-score";
                probability: number;
                /** @description The same on the linear predictor */
                score: number;
            };
            warnings: components["schemas"]["Reason"][];
        };
        PredictionJob: {
            /** @description Rows without an answer, by reason code */
            abstained?: {
                [key: string]: number;
            };
            answered?: number;
            /** @description Where to get the answers as CSV, within an hour */
            answers?: string;
            createdAt: string;
            /** @description Table and answers are deleted then */
            expiresAt: string;
            /**
             * @description Id of a job, as its creation gave it
             * @example 0123456789abcdef0123456789
             */
            jobId: string;
            model: components["schemas"]["AnsweringModel"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Why the job failed */
            reason?: components["schemas"]["Reason"];
            rows?: number;
            /** @enum {string} */
            status: "awaiting-upload" | "running" | "complete" | "failed" | "expired";
            /** @description Where to put the table, with exactly these headers, within an hour; its arrival starts the job */
            upload?: {
                headers: {
                    [key: string]: string;
                };
                url: string;
            };
        };
        /**
         * @description Values at hand: all features that the version selected. Without any feature of a sequence the submodel of the others answers, if there is one
         * @example {
         *       "features": {
         *         "t2fs_original_firstorder_Entropy": 4.2
         *       },
         *       "clinical": {
         *         "ki67": 35,
         *         "morphology": "irregular"
         *       }
         *     }
         */
        PredictRow: {
            /** @description No answer rather than one whose interval holds the threshold: `interval-across-threshold` */
            certain?: boolean;
            clinical?: {
                [key: string]: number | string;
            };
            /** @description By name. More than the version selected may be given */
            features: {
                [key: string]: number;
            };
            site?: components["schemas"]["SiteId"];
        };
        /**
         * @description A study of the own institution
         * @example {
         *       "studyId": "BB-0042"
         *     }
         */
        PredictStudy: {
            /** @description No answer rather than one whose interval holds the threshold: `interval-across-threshold` */
            certain?: boolean;
            /** @description In place of the stored values of the study, for this answer only; nothing is stored */
            clinical?: {
                [key: string]: number | string;
            };
            studyId: components["schemas"]["StudyId"];
        };
        Problem: {
            detail: string;
            /** @description Of a promotion that is refused: every gate */
            gates?: components["schemas"]["GateResult"][];
            instance?: string;
            issues?: {
                message: string;
                path: string;
            }[];
            manifestHash?: string;
            /** @description Of a study that has nothing to serve: why */
            reason?: components["schemas"]["Reason"];
            status: number;
            studyStatus?: components["schemas"]["StudyStatus"];
            title: string;
            type: string;
        };
        /** @description OAuth 2.0 protected resource metadata (RFC 9728) */
        ProtectedResource: {
            /** @description Issuers whose tokens this API accepts */
            authorization_servers: string[];
            bearer_methods_supported: "header"[];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description The public client with which people sign in (authorization code with PKCE), if the deployment names one */
            radscore_client_id?: string;
            /** @description Addresses to which a sign-in may return */
            radscore_redirect_uris: string[];
            /** @description Address of this API */
            resource: string;
            scopes_supported: string[];
        };
        ProtocolAnswer: {
            /** @description Where the paper is silent: what we chose. Never to be presented as the paper’s. */
            choices: {
                ours: string;
                paper: string;
                topic: string;
            }[];
            /** @description What manifests may hold, and what of it the nomogram may use */
            clinical: components["schemas"]["ClinicalVariable"][];
            id: string;
            /** @description Every choice of the modelling, in the order of its steps; a line may differ, as its recipe says */
            modelling: components["schemas"]["ModellingField"][];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            outcome: {
                definition: string;
                name: string;
            };
            retraining: {
                minimumNewOutcomes: number;
            };
            sequences: {
                dce: {
                    /** @description What the voxels of this sequence are */
                    meaning: string;
                    /**
                     * @description largest-slice: features are read on the first of the largest slices; filters see the whole volume
                     * @enum {string}
                     */
                    roi: "volume" | "largest-slice";
                    /** @description A PyRadiomics parameter file (YAML) */
                    settings: string;
                };
                dwi: {
                    /** @description What the voxels of this sequence are */
                    meaning: string;
                    /**
                     * @description largest-slice: features are read on the first of the largest slices; filters see the whole volume
                     * @enum {string}
                     */
                    roi: "volume" | "largest-slice";
                    /** @description A PyRadiomics parameter file (YAML) */
                    settings: string;
                };
                t2fs: {
                    /** @description What the voxels of this sequence are */
                    meaning: string;
                    /**
                     * @description largest-slice: features are read on the first of the largest slices; filters see the whole volume
                     * @enum {string}
                     */
                    roi: "volume" | "largest-slice";
                    /** @description A PyRadiomics parameter file (YAML) */
                    settings: string;
                };
            };
            source: string;
            title: string;
        };
        /**
         * @example {
         *       "clinical": {
         *         "ki67": 35,
         *         "morphology": "irregular"
         *       }
         *     }
         */
        PutClinical: {
            /** @description By name, as the protocol declares them; null takes back what was sent before */
            clinical: {
                [key: string]: (number | string) | null;
            };
            /** @description By which the values are to be read: needed as long as the study has no manifest that names it */
            protocol?: string;
        };
        /**
         * @description A published Rad-score (docs/signatures.md)
         * @example {
         *       "file": "signature: 1\nname: smith-2024\n…"
         *     }
         */
        PutSignature: {
            /** @description Values for what the file leaves open, by their paths; shown with every answer */
            assume?: {
                [key: string]: number | string;
            };
            /** @description The text of a signature file, YAML or JSON */
            file: string;
        };
        Reason: {
            code: string;
            message: string;
        };
        /** @description How the versions of a line are made; it is the same for all of them */
        Recipe: {
            /** @description Whose labelled studies are pooled; without it all members of the owner */
            institutions?: components["schemas"]["InstitutionId"][];
            modelling?: components["schemas"]["ModellingChanges"];
            seed: number;
            split: components["schemas"]["SplitOutput"] | components["schemas"]["NoSplit"];
        };
        /** @description The place of values among the rows that a version was fitted on */
        Reference: {
            audience: components["schemas"]["Audience"];
            /** @description Of every feature, as extracted */
            features: {
                [key: string]: (number | null)[];
            };
            /** @description Training rows; for others to the nearest five */
            n: number;
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            score: {
                /** @description Of the model that decides: the nomogram, if there is one */
                probability: components["schemas"]["Distribution"];
                radScore: components["schemas"]["Distribution"];
            };
            /** @description Of the features and continuous clinical variables of the model */
            selected: {
                [key: string]: components["schemas"]["Distribution"];
            };
            version: number;
        };
        /** @description Why there is no answer: a problem of the API, or the message of API Gateway in front of it */
        Refusal: components["schemas"]["Problem"] | components["schemas"]["GatewayMessage"];
        Remainder: {
            /** @enum {string} */
            code: "table-recovery" | "execution-history" | "logs" | "models" | "downloads" | "prediction-jobs" | "running-analysis";
            message: string;
        };
        /** @enum {string} */
        SequenceName: "t2fs" | "dwi" | "dce";
        SequenceState: {
            /** @description Since when, if it is known */
            at?: string;
            /** @description Why it was refused or is missing */
            reason?: components["schemas"]["Reason"];
            /**
             * @description waiting, running: while the study is analysed. refused: the sequence gave no, or not all, features; missing: it did not come
             * @enum {string}
             */
            state: "waiting" | "running" | "done" | "refused" | "missing";
        };
        /** @description A signature as it was imported */
        Signature: {
            /** @description Names of the clinical values of the nomogram */
            clinical: string[];
            /** @description Names by which a prediction takes them */
            features: string[];
            /** @description As it was imported */
            file: string;
            imported: components["schemas"]["ImportedSignature"];
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description What the publication leaves open, and what depends on it */
            open: {
                asks: string;
                depends: string;
                needed: string;
                path: string;
            }[];
            owner: components["schemas"]["OwnerId"];
            version: number;
        };
        SignatureFormula: {
            /** @description Side of the published cut-off; null if there is none, or if the publication does not state it */
            class: ("positive" | "negative") | null;
            /** @description As published: positive is `at or above`, `above`, `at or below` or `below` it */
            cutoff: {
                positive: string;
                /** @enum {string} */
                scale: "score" | "probability";
                value: number;
            } | null;
            /** @description null: the score is no log odds */
            probability: number | null;
            /** @description The Rad-score, or the linear predictor of the nomogram */
            score: number;
        };
        SignatureImported: {
            imported: components["schemas"]["ImportedSignature"];
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            /** @description Whether it answers for the line; else it waits to be promoted */
            promoted: boolean;
            version: number;
        };
        /** @description null: there is none, or a clinical value is missing */
        SignatureNomogram: {
            /** @description Side of the published cut-off; null if there is none, or if the publication does not state it */
            class: ("positive" | "negative") | null;
            /** @description As published: positive is `at or above`, `above`, `at or below` or `below` it */
            cutoff: {
                positive: string;
                /** @enum {string} */
                scale: "score" | "probability";
                value: number;
            } | null;
            /** @description null: the score is no log odds */
            probability: number | null;
            /** @description The Rad-score, or the linear predictor of the nomogram */
            score: number;
            terms: {
                contribution: number;
                term: string;
                value: number | string;
            }[];
        } | null;
        /** @description What an imported signature gives: no interval, for a publication prints no covariance */
        SignaturePrediction: {
            byNomogram: components["schemas"]["SignatureNomogram"];
            byRadScore: components["schemas"]["SignatureFormula"];
            /** @description Side of the published cut-off; null if there is none, or if the publication does not state it */
            class: ("positive" | "negative") | null;
            contributions: {
                contribution: number;
                feature: string;
                value: number;
                z: number;
            }[];
            /** @description Of this request; the analysis of a stored study has its own. Absent where the prices of the region are not known */
            cost?: components["schemas"]["Cost"];
            imported: components["schemas"]["ImportedSignature"];
            manifestHash?: string;
            model: components["schemas"]["AnsweringModel"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Of what answers: the nomogram, or else the Rad-score */
            probability: number | null;
            radScore: number;
            /** @enum {string} */
            source: "nomogram" | "rad-score";
            studyId?: components["schemas"]["StudyId"];
            warnings: components["schemas"]["Reason"][];
        };
        /**
         * @description Hospital or scanner of the images, if not the institution as a whole
         * @example scanner-2
         */
        SiteId: string;
        Split: components["schemas"]["SplitByInstitution"] | components["schemas"]["SplitOfPatients"];
        /** @description Rows of some institutions train, those of others test */
        SplitByInstitution: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            by: "institution";
            test: string[];
            train: string[];
        };
        /** @description Rows of some institutions train, those of others test */
        SplitByInstitutionOutput: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            by: "institution";
            test: string[];
            train: string[];
        };
        /** @description A share of the patients tests */
        SplitOfPatients: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            by: "stratified";
            testFraction: number;
        };
        /** @description A share of the patients tests */
        SplitOfPatientsOutput: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            by: "stratified";
            testFraction: number;
        };
        SplitOutput: components["schemas"]["SplitByInstitutionOutput"] | components["schemas"]["SplitOfPatientsOutput"];
        /** @description As the pipeline got it; POST …/predictions asks again, with the clinical values that count now */
        StoredPrediction: {
            /** @enum {string} */
            class?: "above" | "below" | "near";
            interval?: number[];
            model: string;
            owner?: string;
            /** @description Of pCR; this and what follows came later than the rest */
            probability?: number;
            /** @description As a probability; frozen on the training rows */
            threshold?: number;
            version: number;
        };
        /** @description Everything is of the manifest whose hash it names, the newest that was uploaded; only an outcome may have come through the API. */
        Study: {
            abstention?: components["schemas"]["Reason"];
            /**
             * @description Values of the clinical variables that the protocol declares; GET /v1/protocols/{id} lists them, and the schemas Clinical… what each takes. Levels by value or word
             * @example {
             *       "ki67": 35,
             *       "morphology": "irregular"
             *     }
             */
            clinical?: {
                [key: string]: number | string;
            };
            /** @description What to check: values that the API and the manifest contradict, rare ones, those of another protocol */
            clinicalNotes?: components["schemas"]["Reason"][];
            /** @description Of the analysis and of the upload’s requests */
            cost?: components["schemas"]["Cost"];
            dataOrigin?: components["schemas"]["DataOrigin"];
            /** @description When it ended */
            endedAt?: string;
            engineVersion?: string;
            features?: number;
            gaps?: {
                [key: string]: components["schemas"]["Reason"];
            };
            /** @description SHA-256 of the manifest.json of which everything here is; the newest that was uploaded */
            manifestHash?: string;
            outcome?: components["schemas"]["StudyOutcome"];
            patient?: components["schemas"]["PatientId"];
            prediction?: components["schemas"]["StoredPrediction"];
            protocol?: string;
            reason?: components["schemas"]["Reason"];
            /** @description GET /v1/studies/{id}/receipt has the whole */
            receipt?: {
                files: number;
                unlisted: number;
                /** @enum {string} */
                verdict: "clean" | "quarantine";
            };
            receivedAt: string;
            repairs?: components["schemas"]["AppliedRepair"][];
            /** @description The study whose images these are, segmented again: for robustness by ICC. Such a study is never a row of a cohort, and its outcome does not count */
            repeatOf?: components["schemas"]["StudyId"];
            sequences?: {
                [key: string]: components["schemas"]["SequenceState"];
            };
            settingsHash?: string;
            site?: components["schemas"]["SiteId"];
            /** @description When the analysis of this manifest began */
            startedAt?: string;
            status: components["schemas"]["StudyStatus"];
            studyId: components["schemas"]["StudyId"];
            updatedAt: string;
            usage?: components["schemas"]["Usage"];
            /** @description Only of a study in analysis that a fault interrupted */
            waiting?: components["schemas"]["Waiting"];
            warnings?: {
                code: string;
                message: string;
                sequence: components["schemas"]["SequenceName"];
            }[];
        };
        /** @description A study, with the notice of every answer */
        StudyAnswer: {
            abstention?: components["schemas"]["Reason"];
            /**
             * @description Values of the clinical variables that the protocol declares; GET /v1/protocols/{id} lists them, and the schemas Clinical… what each takes. Levels by value or word
             * @example {
             *       "ki67": 35,
             *       "morphology": "irregular"
             *     }
             */
            clinical?: {
                [key: string]: number | string;
            };
            /** @description What to check: values that the API and the manifest contradict, rare ones, those of another protocol */
            clinicalNotes?: components["schemas"]["Reason"][];
            /** @description Of the analysis and of the upload’s requests */
            cost?: components["schemas"]["Cost"];
            dataOrigin?: components["schemas"]["DataOrigin"];
            /** @description When it ended */
            endedAt?: string;
            engineVersion?: string;
            features?: number;
            gaps?: {
                [key: string]: components["schemas"]["Reason"];
            };
            /** @description SHA-256 of the manifest.json of which everything here is; the newest that was uploaded */
            manifestHash?: string;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            outcome?: components["schemas"]["StudyOutcome"];
            patient?: components["schemas"]["PatientId"];
            prediction?: components["schemas"]["StoredPrediction"];
            protocol?: string;
            reason?: components["schemas"]["Reason"];
            /** @description GET /v1/studies/{id}/receipt has the whole */
            receipt?: {
                files: number;
                unlisted: number;
                /** @enum {string} */
                verdict: "clean" | "quarantine";
            };
            receivedAt: string;
            repairs?: components["schemas"]["AppliedRepair"][];
            /** @description The study whose images these are, segmented again: for robustness by ICC. Such a study is never a row of a cohort, and its outcome does not count */
            repeatOf?: components["schemas"]["StudyId"];
            sequences?: {
                [key: string]: components["schemas"]["SequenceState"];
            };
            settingsHash?: string;
            site?: components["schemas"]["SiteId"];
            /** @description When the analysis of this manifest began */
            startedAt?: string;
            status: components["schemas"]["StudyStatus"];
            studyId: components["schemas"]["StudyId"];
            updatedAt: string;
            usage?: components["schemas"]["Usage"];
            /** @description Only of a study in analysis that a fault interrupted */
            waiting?: components["schemas"]["Waiting"];
            warnings?: {
                code: string;
                message: string;
                sequence: components["schemas"]["SequenceName"];
            }[];
        };
        StudyFeatures: {
            engineVersion: string;
            /** @description By name, {t2fs|dwi|dce}_{PyRadiomics name}; null if the definition gives no number */
            features: {
                [key: string]: number | null;
            };
            gaps?: {
                [key: string]: components["schemas"]["Reason"];
            };
            /** @description SHA-256 of the manifest.json of which the values are */
            manifestHash: string;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            protocol: string;
            repairs: components["schemas"]["AppliedRepair"][];
            settingsHash: string;
            studyId: components["schemas"]["StudyId"];
            /** @description What to know of the images and of these values */
            warnings?: {
                code: string;
                message: string;
                sequence: components["schemas"]["SequenceName"];
            }[];
        };
        /** @description The files that the present manifest of a study lists */
        StudyFiles: {
            cursor?: string;
            expiresInSeconds: number;
            files: {
                bytes: number;
                path: string;
                /** @description As the manifest declares it, and admission found it */
                sha256: string;
                /** @description To GET the file as it was uploaded; an archive comes whole */
                url: string;
            }[];
            manifest: components["schemas"]["ManifestWithoutFiles"];
            /** @description SHA-256 of the manifest.json that lists these files */
            manifestHash: string;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            studyId: components["schemas"]["StudyId"];
            /** @description Files of the manifest, over all pages */
            total: number;
        };
        /** @description Earlier manifests are history, not answers: no feature, clinical value or outcome of them is served */
        StudyHistory: {
            /** @description Analyses of these manifests, newest first */
            executions: {
                endedAt?: string;
                manifestHash?: string;
                /**
                 * @description superseded: another manifest came while this one was analysed. unknown: it was uploaded before histories were kept
                 * @enum {string}
                 */
                outcome: "awaiting-upload" | "analysing" | "complete" | "partial" | "failed" | "quarantined" | "superseded" | "unknown";
                startedAt?: string;
            }[];
            /** @description Newest first, each as its last analysis left it */
            manifests: {
                abstention?: components["schemas"]["Reason"];
                /** @description The manifest that the study has now */
                current: boolean;
                dataOrigin?: components["schemas"]["DataOrigin"];
                engineVersion?: string;
                features?: number;
                gaps?: {
                    [key: string]: components["schemas"]["Reason"];
                };
                /** @description Missing if the manifest could not be read */
                manifestHash?: string;
                prediction?: components["schemas"]["StoredPrediction"];
                protocol?: string;
                reason?: components["schemas"]["Reason"];
                /** @description GET /v1/studies/{id}/receipt has the whole */
                receipt?: {
                    files: number;
                    unlisted: number;
                    /** @enum {string} */
                    verdict: "clean" | "quarantine";
                };
                /** @description When its first analysis that is kept began */
                receivedAt?: string;
                repairs?: components["schemas"]["AppliedRepair"][];
                sequences?: {
                    [key: string]: components["schemas"]["SequenceState"];
                };
                settingsHash?: string;
                /**
                 * @description superseded: another manifest came while this one was analysed. unknown: it was uploaded before histories were kept
                 * @enum {string}
                 */
                status: "awaiting-upload" | "analysing" | "complete" | "partial" | "failed" | "quarantined" | "superseded" | "unknown";
            }[];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description Older analyses of which nothing is kept */
            notKept: number;
            studyId: components["schemas"]["StudyId"];
        };
        /**
         * @description Pseudonym of a study, never a patient identifier
         * @example BB-0042
         */
        StudyId: string;
        StudyList: {
            cursor?: string;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            studies: components["schemas"]["Study"][];
        };
        /** @description An outcome sent through the API counts before that of the manifest */
        StudyOutcome: {
            /** @description The manifest's outcome, if it is another than the one that the API recorded */
            contradicts?: {
                /**
                 * @description How pCR was defined, if not as the protocol defines it
                 * @example ypT0/is ypN0
                 */
                definition?: string;
                /** @description Pathological complete response at surgery */
                pcr: boolean;
                recordedAt: string;
                /** @constant */
                source: "manifest";
            };
            /**
             * @description How pCR was defined, if not as the protocol defines it
             * @example ypT0/is ypN0
             */
            definition?: string;
            /** @description Why it does not count for cohorts, or what to check */
            notes?: components["schemas"]["Reason"][];
            /** @description Pathological complete response at surgery */
            pcr: boolean;
            recordedAt: string;
            /** @enum {string} */
            source: "manifest" | "api" | "unknown";
        };
        /**
         * @description How far the analysis of a study is
         * @example complete
         * @enum {string}
         */
        StudyStatus: "awaiting-upload" | "analysing" | "complete" | "partial" | "failed" | "quarantined";
        /** @description A model of some of the sequences, for studies that lack the others */
        SubmodelSummary: {
            area?: {
                auc: number | null;
                ci: (number | null)[];
                /**
                 * @description In which rows the area was measured
                 * @enum {string}
                 */
                rows: "test" | "cross-validation";
            };
            confidence?: number;
            gates?: {
                /** @enum {string} */
                gate: "events-per-coefficient" | "auc-above-chance";
                got: string;
                passed: boolean;
                wanted: string;
            }[];
            modelSha256?: string;
            reason?: components["schemas"]["Reason"];
            selected?: string[];
            sequences: components["schemas"]["SequenceName"][];
            /**
             * @description `refused`: it did not pass its gates, and does not answer. `not-fitted`: `reason` says why
             * @enum {string}
             */
            status: "answers" | "refused" | "not-fitted";
        };
        TrainingAccepted: {
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            runId: string;
            /** @constant */
            status: "running";
        };
        /**
         * @description What is left out is as the line has it. The recipe of a line never changes: another needs another name
         * @example {
         *       "name": "her2-pcr",
         *       "split": {
         *         "by": "stratified",
         *         "testFraction": 0.4
         *       }
         *     }
         */
        TrainModel: {
            /** @description Whose labelled studies are pooled: the token's institution, or members of one of its consortia, which then owns the line. Without it all members of the first consortium of the token; without a consortium the own institution */
            institutions?: components["schemas"]["InstitutionId"][];
            modelling?: components["schemas"]["ModellingChanges"];
            /** @description The line; by default named after the protocol: her2-pcr for her2-pcr@1, her2-pcr-2 for her2-pcr@2 */
            name?: components["schemas"]["ModelName"];
            /** @description The line's; of a new line her2-pcr@1 by default */
            protocol?: string;
            /** @description The line's; of a new line 1 */
            seed?: number;
            /** @description Of a new line: whether every institution may use it */
            shared?: boolean;
            /** @description The line's; of a new line half of the patients are test rows */
            split?: components["schemas"]["Split"];
        };
        Uploads: {
            expiresInSeconds: number;
            /** @constant */
            notice: "Research use only. Not a medical device.";
            studyId: components["schemas"]["StudyId"];
            uploads: {
                /** @description A file of this path and length has arrived before. Its ETag is the MD5 of its bytes; of a file that went in parts, the MD5 of their MD5s, a hyphen and their number. If it is that of your file, the file need not be sent again */
                arrived?: {
                    etag: string;
                };
                headers: {
                    [key: string]: string;
                };
                path: string;
                url: string;
            }[];
        };
        /** @description What the analysis used of AWS, but for the last write of the study */
        Usage: {
            dynamodb: {
                readUnits: number;
                writeUnits: number;
            };
            /** @description Events on the bus */
            events: number;
            functions: {
                billedMilliseconds: number;
                function: string;
                invocations: number;
                memoryMb: number;
            }[];
            s3: {
                /** @description GET, HEAD and all other requests */
                get: number;
                /** @description PUT, COPY, POST and LIST requests */
                put: number;
            };
            /** @description By the definition of the workflow, and retries */
            stateTransitions: number;
        };
        /** @description What new patients may expect: repeated nested cross-validation around the whole protocol */
        Validation: {
            auc: number | null;
            confidence: number;
            folds: number;
            interval: (number | null)[] | null;
            method: string;
            model: string;
            permuted: ({
                auc: number | null;
                count: number;
                p: number | null;
            } & {
                [key: string]: unknown;
            }) | null;
            repeats: number;
        } & {
            [key: string]: unknown;
        };
        /** @description Two versions, frozen, on the same locked rows */
        VersionComparison: {
            confidence: number;
            /** @description Of the areas, first minus second, by paired DeLong; null without rows of both outcomes */
            difference: {
                auc: number;
                ci: number[];
                p: number;
            } | null;
            events: number;
            name: components["schemas"]["ModelName"];
            /** @constant */
            notice: "Research use only. Not a medical device.";
            owner: components["schemas"]["OwnerId"];
            /** @description Locked test rows that both versions answer */
            rows: number;
            /** @description Versions of the line that these test rows have judged */
            testLooks: number;
            versions: {
                auc: number | null;
                ci: (number | null)[];
                /** @description Test rows for which the version has no answer */
                unanswered: number;
                version: number;
            }[];
        };
        /**
         * @description Number of a version in its line, from 1
         * @example 1
         */
        VersionNumber: number;
        /**
         * @description champion: it answers; challenger: the latest that does not; refused: it did not pass the gates; retired or withdrawn: it never answers again
         * @enum {string}
         */
        VersionState: "champion" | "challenger" | "candidate" | "refused" | "retired" | "withdrawn";
        /** @description The study is in analysis and waits: a fault of the service is no answer about a study */
        Waiting: {
            /** @description How often this upload was interrupted */
            faults: number;
            /** @description What interrupted the analysis */
            reason: components["schemas"]["Reason"];
            /** @description When it is due again by itself; absent: a person has to see to it first */
            retryAt?: string;
            /** @description When it was interrupted */
            since: string;
        };
        Withdrawal: {
            /** @constant */
            notice: "Research use only. Not a medical device.";
            /** @description What cannot go at once, how long it stays, and who removes it */
            remains: components["schemas"]["Remainder"][];
            studyId: components["schemas"]["StudyId"];
            /** @description When the study was withdrawn first */
            withdrawnAt: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getProtectedResource: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Issuer, scopes and client */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectedResource"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConformance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each value against the consensus */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conformance"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createFeatureExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key and body are one export, no matter how often they are made */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateFeatureExport"];
            };
        };
        responses: {
            /** @description The export, which has begun */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeatureExport"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such protocol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFeatureExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a job, as its creation gave it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The export */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeatureExport"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportFeatures: {
        parameters: {
            query?: {
                /** @description All studies but repeats, those with an outcome, or repeats under the ids of the studies that they repeat */
                cohort?: "all" | "labelled" | "repeats";
                /** @description Of the studies; synthetic for institutions of the demonstration, else patient */
                origin?: components["schemas"]["DataOrigin"];
                /** @description Whose studies are rows */
                protocol?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Location: a presigned URL of the table. Rows are complete studies of the protocol, each with the manifest and engine of its values; pCR is empty if the outcome is not known or not by the protocol's definition */
            303: {
                headers: {
                    /** @description A presigned URL of the table */
                    location: string;
                    /** @description Studies that are not rows, by reason code (as docs/reasons.md lists them): `study-failed=1, study-partial=2`; empty if there are none. Studies without an outcome are not counted if cohort is labelled */
                    "x-left-out": string;
                    "x-notice": "Research use only. Not a medical device.";
                    /** @description Rows of the table */
                    "x-rows": string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such protocol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The institution has too many studies for one request. `type` is urn:radscore:problem:table-too-large: open a job with POST /v1/feature-exports */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trainModel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Requests with the same key start one run of a line, no matter how often they are made */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainModel"];
            };
        };
        responses: {
            /** @description The run has started */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingAccepted"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such protocol */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The line has another protocol or recipe, or was deleted */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More lines or runs than the owner may have; or too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModelLine: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The line */
            200: {
                headers: {
                    /** @description Changes with the body */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelLine"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteModelLine: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that GET gave, or *: the change is made only if nothing was written since, else 412 */
                "if-match"?: string;
            };
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The line was changed since the ETag of If-Match */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLineAudit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LineAudit"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMonitoring: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The monitoring */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Monitoring"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPredictionJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePredictionJob"];
            };
        };
        responses: {
            /** @description The job, with the URL for its table while that is awaited */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionJob"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPredictionJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a job, as its creation gave it */
                job: string;
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionJob"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    predict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePrediction"];
            };
        };
        responses: {
            /** @description The prediction, or an abstention with its reason. Of a stored study it is about the newest manifest, which it names: while that is analysed, or after it was refused, the answer is an abstention (`study-analysing`, `study-failed`, `study-quarantined`, `study-awaiting-upload`) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prediction"] | components["schemas"]["SignaturePrediction"] | components["schemas"]["Abstention"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    predictTable: {
        parameters: {
            query?: {
                /** @description As in `CreatePrediction` */
                certain?: "true" | "false";
                /** @description The column that names each row’s site, for a model that harmonises sites */
                siteColumn?: string;
            };
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description One row for each row of the table, in its order: id, probability, intervalLow, intervalHigh, confidence, class, threshold, source, radScore, points, submodel, submodelAuc, inTraining, dataOrigin, model, abstained (a reason code), message, warnings (codes). Texts that a spreadsheet would run as a formula begin with an apostrophe */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollBackModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeReason"];
            };
        };
        responses: {
            /** @description The line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelLine"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No earlier champion may answer */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    configureModelLine: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that GET gave, or *: the change is made only if nothing was written since, else 412 */
                "if-match"?: string;
            };
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LineSettings"];
            };
        };
        responses: {
            /** @description The line */
            200: {
                headers: {
                    /** @description Changes with the body */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelLine"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The line was changed since the ETag of If-Match */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importSignature: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutSignature"];
            };
        };
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignatureImported"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The line is one that is trained */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More lines than the owner may have; or too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listModelVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The versions, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionList"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModelVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCalibrationCurves: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModelCard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The card */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelCard"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCohort: {
        parameters: {
            query?: {
                /** @description `cursor` of the page before; without it, the first page */
                cursor?: number;
                /** @description Studies of one page */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the cohort */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cohort"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    compareVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                other: components["schemas"]["VersionNumber"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The comparison */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionComparison"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDecisionCurves: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvaluation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evaluation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLassoPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFittedModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FittedModelAnswer"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNomogram: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    predictWithVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePrediction"];
            };
        };
        responses: {
            /** @description The prediction, or an abstention with its reason. Of a stored study it is about the newest manifest, which it names: while that is analysed, or after it was refused, the answer is an abstention (`study-analysing`, `study-failed`, `study-quarantined`, `study-awaiting-upload`) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prediction"] | components["schemas"]["SignaturePrediction"] | components["schemas"]["Abstention"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    predictTableWithVersion: {
        parameters: {
            query?: {
                /** @description As in `CreatePrediction` */
                certain?: "true" | "false";
                /** @description The column that names each row’s site, for a model that harmonises sites */
                siteColumn?: string;
            };
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description One row for each row of the table, in its order: id, probability, intervalLow, intervalHigh, confidence, class, threshold, source, radScore, points, submodel, submodelAuc, inTraining, dataOrigin, model, abstained (a reason code), message, warnings (codes). Texts that a spreadsheet would run as a formula begin with an apostrophe */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promoteVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeReason"];
            };
        };
        responses: {
            /** @description The line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelLine"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A gate is not passed (`gates` of the problem), or the version may not answer any more */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reference */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reference"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retireVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeReason"];
            };
        };
        responses: {
            /** @description The line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelLine"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRocCurves: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSignature: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signature */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signature"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOwnValidation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A name, or {owner}~{name} of a shared line */
                name: components["schemas"]["LineReference"];
                /** @description Number of a version in its line, from 1 */
                version: components["schemas"]["VersionNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The validation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnValidation"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApiDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProtocol: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a protocol */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The protocol */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtocolAnswer"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings */
            200: {
                headers: {
                    /** @description Changes with the body */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstitutionSettingsAnswer"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSettings: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that GET gave, or *: the change is made only if nothing was written since, else 412 */
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstitutionSettings"];
            };
        };
        responses: {
            /** @description The settings */
            200: {
                headers: {
                    /** @description Changes with the body */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstitutionSettingsAnswer"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such protocol, or a line that is not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The settings were changed since the ETag of If-Match */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStudies: {
        parameters: {
            query?: {
                /** @description `cursor` of the page before; without it, the first page */
                cursor?: string;
                /** @description Studies of one page */
                limit?: number;
                status?: components["schemas"]["StudyStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of studies */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyList"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    announceStudy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateStudy"];
            };
        };
        responses: {
            /** @description Where to PUT each file */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Uploads"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is that of a withdrawn study: `detail` begins with study-withdrawn. Use another id. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStudy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The study */
            200: {
                headers: {
                    /** @description Changes with the body */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyAnswer"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdrawStudy: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that GET gave, or *: the change is made only if nothing was written since, else 412 */
                "if-match"?: string;
            };
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The study is withdrawn and being erased */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Withdrawal"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was written since the ETag of If-Match */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getClinical: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The clinical values */
            200: {
                headers: {
                    /** @description Changes with the body */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClinicalAnswer"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordClinical: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that GET gave, or *: the change is made only if nothing was written since, else 412 */
                "if-match"?: string;
            };
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutClinical"];
            };
        };
        responses: {
            /** @description The clinical values that count now */
            200: {
                headers: {
                    /** @description Changes with the body */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClinicalAnswer"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Others write the study all the time */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was written since the ETag of If-Match */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStudyFeatures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The features of the newest manifest, which the answer names */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyFeatures"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The newest manifest is not analysed: it is awaited, being analysed, refused or in quarantine. Features of an earlier manifest are not served. `type` is urn:radscore:problem:study-not-analysed; `reason.code`, `studyStatus` and `manifestHash` say how the study stands. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStudyFeaturesAsCsv: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The features of the newest manifest, which the row names */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The newest manifest is not analysed: it is awaited, being analysed, refused or in quarantine. Features of an earlier manifest are not served. `type` is urn:radscore:problem:study-not-analysed; `reason.code`, `studyStatus` and `manifestHash` say how the study stands. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listStudyFiles: {
        parameters: {
            query?: {
                /** @description `cursor` of the page before; without it, the first page */
                cursor?: string;
                /** @description Files of one page */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of files */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyFiles"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study is in quarantine, awaited, or not examined; `reason.code` says which. `type` is urn:radscore:problem:study-not-analysed */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStudyHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The history */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyHistory"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordOutcome: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag that GET gave, or *: the change is made only if nothing was written since, else 412 */
                "if-match"?: string;
            };
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Outcome"];
            };
        };
        responses: {
            /** @description The study. `outcome.notes` say if the outcome contradicts the manifest, or will not count for cohorts */
            200: {
                headers: {
                    /** @description Changes with the body */
                    etag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyAnswer"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was written since the ETag of If-Match */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeidentificationReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The de-identification receipt */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeidentificationReceipt"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadInParts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Pseudonym of a study, never a patient identifier */
                id: components["schemas"]["StudyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartedUpload"];
            };
        };
        responses: {
            /** @description Where to PUT each part, or that the file is there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartedUploadAnswer"];
                };
            };
            /** @description A part of the request does not fit its schema, or cannot be used; `issues` names the places */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that has expired or is of another issuer */
            401: {
                headers: {
                    /** @description Which token is wanted */
                    "www-authenticate": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayMessage"];
                };
            };
            /** @description The token lacks the scope of this route, or names no institution that it reaches */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the path names is not there, or not visible to the institution */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is that of a withdrawn study, for which another is needed; or another request ended this upload a moment before: ask again */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is larger than 10 MB, or than the function takes */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; try again later */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service failed */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service did not answer within 30 s */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
