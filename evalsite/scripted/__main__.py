"""Serve until told to stop."""

import argparse
import signal
import sys
import threading

from evalsite.scripted.server import NOTICE, ScriptedServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evalsite.scripted", description=NOTICE)
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--delay", type=float, default=0.8, help="seconds an answer takes, roughly")
    options = parser.parse_args()
    try:
        server = ScriptedServer(options.port, options.delay)
    except OSError as error:
        sys.exit(f"Port {options.port} cannot be used: {error.strerror}. Choose another one.")
    _stop_on_signals(server)
    print(f"Scripted answers at http://127.0.0.1:{server.port}/v1", flush=True)
    server.serve_forever(poll_interval=0.2)
    server.server_close()


def _stop_on_signals(server: ScriptedServer) -> None:
    def stop(*_: object) -> None:
        # shutdown() waits for serve_forever(), which this very thread runs: hence another thread.
        threading.Thread(target=server.shutdown).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


if __name__ == "__main__":
    main()
