"""The name ``radiomics`` in a process that was started afresh: see radscore.naming."""

import radscore

radscore.install()
