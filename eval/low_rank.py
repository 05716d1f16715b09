"""Low-rank updates of a transformer's linear layers, to train few weights and ship small files.

Hu et al., "LoRA" (2021), https://arxiv.org/abs/2106.09685.
"""

import torch
from torch import nn
from torch.nn import functional

__all__ = ["LowRank", "adapt", "factors"]

_ADAPTED = ("query", "key", "value", "dense")
_FIRST_LAYER = 4
"""The layers below stay as they are: they hold what letters and words are, in a hundred languages."""
_RANK = 16
_SCALE = 2.0


class LowRank(nn.Module):
    """A linear layer that stays as it is, plus a product of two thin matrices that learns."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.a = nn.Parameter(torch.randn(_RANK, linear.in_features) / linear.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(linear.out_features, _RANK))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """The layer's output with the update."""
        update = functional.linear(functional.linear(inputs, self.a), self.b)
        whole: torch.Tensor = self.linear(inputs) + _SCALE * update
        return whole


def adapt(encoder: nn.Module) -> dict[str, LowRank]:
    """Wraps the linear layers of the upper layers in place; by the name of the weight in the model's file."""
    for weight in encoder.parameters():
        weight.requires_grad = False
    adapted = {}
    for name, module in list(encoder.named_modules()):
        (parent, _, last) = name.rpartition(".")
        if not isinstance(module, nn.Linear) or last not in _ADAPTED or not name.startswith("encoder.layer."):
            continue
        if int(name.split(".")[2]) >= _FIRST_LAYER:
            adapted[name] = LowRank(module)
            setattr(encoder.get_submodule(parent), last, adapted[name])
    return adapted


def factors(adapted: dict[str, LowRank], strength: float = 1.0) -> dict[str, torch.Tensor]:
    """`NAME.a` of shape (rank, in) and `NAME.b` of shape (out, rank), half precision, by name of the weight.

    What is added to a weight is the product `b @ a`; `strength` is the share of the updates that is kept.
    """
    return {
        f"{name}.{part}": tensor.detach().to(torch.float16).contiguous()
        for (name, layer) in adapted.items()
        for (part, tensor) in (("a", layer.a), ("b", _SCALE * strength * layer.b))
    }
