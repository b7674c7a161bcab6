"""The name ``radiomics`` in a process that was started anew: see radscore.naming."""

import radscore

radscore.install()
