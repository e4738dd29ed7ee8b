"""Serve the real model on loopback until told to stop: ``python -m evalsite.llm --port N``."""

import argparse
import signal
import sys
from pathlib import Path
from typing import Any

from evalsite.llm.model import NAME, ModelMissing, require

# Two at once, each with room for a dialogue.
AT_ONCE = 2
CONTEXT_TOKENS = 4096


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evalsite.llm", description=__doc__)
    parser.add_argument("--port", type=int, default=8082, help="0 takes a free one")
    options = parser.parse_args()
    try:
        path = require()
    except ModelMissing as missing:
        sys.exit(str(missing))
    server = serve(path, options.port)
    print(f"A real, very small model at {server.listening_address}/v1", flush=True)
    # The default action of SIGTERM is as good an end as any: nothing is kept between requests.
    signal.sigwait({signal.SIGINT})


def serve(path: Path, port: int) -> Any:
    """Threads of its own answer requests as long as the returned object lives."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.model_alias = {NAME}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.n_parallel = AT_ONCE
    parameters.n_ctx = AT_ONCE * CONTEXT_TOKENS
    # More threads than idle cores wait for each other and are slower by a factor of twenty.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.ui = parameters.endpoint_slots = False
    parameters.verbosity = 0
    return xllamacpp.Server(parameters)


if __name__ == "__main__":
    main()
