"""What this processor can compute in: tests of models run with each."""

from redactkit.models.runtime import openvino

ABLE = openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")

PRECISIONS = ["f32", *(["bf16"] if "BF16" in ABLE else [])]
