"""What a physician sees. Only the dataclasses of ``blinding.blinded`` reach its templates."""
