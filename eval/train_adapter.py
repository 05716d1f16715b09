"""Trains the low-rank adapter that the embedded model ships with: `python -m guillemet.eval.train_adapter SETS OUT`.

A question is drawn to the sentence that answers it and away from its neighbours, which often repeat more of the
question's words. Low-rank updates: Hu et al., "LoRA" (2021), https://arxiv.org/abs/2106.09685. The loss is InfoNCE
with in-batch negatives: van den Oord et al. (2018), https://arxiv.org/abs/1807.03748. The updates are written at
part of their strength: between the model and its fine-tuned self lies one that is better than both where the
training data does not reach: Wortsman et al., "Robust fine-tuning of zero-shot models" (2021),
https://arxiv.org/abs/2109.01903.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from torch import nn
from torch.nn import functional

from ..corpus.errors import GuillemetError
from ..index.embedded_model import PLAIN_MODEL
from ..index.embedder import SentenceTransformerEmbedder
from .training_pairs import Pair, Pairs

__all__ = ["main", "train"]

_ADAPTED = ("query", "key", "value", "dense")
_FIRST_LAYER = 4
"""The layers below stay as they are: they hold what letters and words are, in a hundred languages."""
_RANK = 16
_SCALE = 2.0
_TEMPERATURE = 0.02
_BATCH = 24
_ENCODED_TOGETHER = 32
_LONGEST = 200
"""Tokens of a passage that are read."""
_RATE = 3e-4
_WARM_UP = 20
"""Steps."""
_PARAGRAPHS_EVERY = 3
"""Every so many steps whole paragraphs are told apart instead of sentences."""


class _LowRank(nn.Module):
    """A linear layer that stays as it is, plus a product of two thin matrices that learns."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.a = nn.Parameter(torch.randn(_RANK, linear.in_features) / linear.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(linear.out_features, _RANK))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        update = functional.linear(functional.linear(inputs, self.a), self.b)
        whole: torch.Tensor = self.linear(inputs) + _SCALE * update
        return whole


def train(sets: Path, home: Path, *, steps: int, strength: float, seed: int) -> dict[str, torch.Tensor]:
    """The adapter, by name of the weight it is for: `NAME.a` of shape (rank, in) and `NAME.b` of shape (out, rank).

    `sets` is the folder with the training sets, `home` a state folder for the unpacked model, `strength` the share
    of the updates that is kept, 0 to 1. What is added to a weight is the product `b @ a`. Raises CorpusError.
    """
    pairs = Pairs(sets, seed)
    torch.manual_seed(seed)
    model = SentenceTransformerEmbedder(PLAIN_MODEL, home).model
    model.max_seq_length = _LONGEST
    model.train()
    adapted = _adapt(model)
    learning = [weight for layer in adapted.values() for weight in (layer.a, layer.b)]
    optimizer = torch.optim.AdamW(learning, lr=_RATE, weight_decay=0.01)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / _WARM_UP) * max(0.05, 1 - step / steps)
        loss = _loss(model, pairs.batch(_BATCH), paragraphs=step % _PARAGRAPHS_EVERY == 0)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        if step % 10 == 9:
            print(f"step {step + 1} of {steps}: loss {loss.item():.3f}", file=sys.stderr, flush=True)
    return {
        f"{name}.{part}": tensor.detach().to(torch.float16).contiguous()
        for (name, layer) in adapted.items()
        for (part, tensor) in (("a", layer.a), ("b", _SCALE * strength * layer.b))
    }


def _adapt(model: SentenceTransformer) -> dict[str, _LowRank]:
    """Wraps the linear layers of the upper layers in place; by the name of the weight in the model's file."""
    encoder = model[0].auto_model
    assert isinstance(encoder, nn.Module)
    for weight in encoder.parameters():
        weight.requires_grad = False
    adapted = {}
    for name, module in list(encoder.named_modules()):
        (parent, _, last) = name.rpartition(".")
        if not isinstance(module, nn.Linear) or last not in _ADAPTED or not name.startswith("encoder.layer."):
            continue
        if int(name.split(".")[2]) >= _FIRST_LAYER:
            adapted[name] = _LowRank(module)
            setattr(encoder.get_submodule(parent), last, adapted[name])
    return adapted


def _loss(model: SentenceTransformer, pairs: Sequence[Pair], *, paragraphs: bool) -> torch.Tensor:
    answering = [pair.paragraph if paragraphs else pair.answering for pair in pairs]
    others = [] if paragraphs else [other for pair in pairs for other in pair.others]
    questions = _embedded(model, [pair.question for pair in pairs], "query")
    passages = _embedded(model, [*answering, *others], "document")
    similar = questions @ passages.T / _TEMPERATURE
    # The same passage may answer another question of the batch.
    same = torch.tensor(
        [
            [row != column and text == own for (column, text) in enumerate(answering + others)]
            for (row, own) in enumerate(answering)
        ]
    )
    return functional.cross_entropy(similar.masked_fill(same, -1e9), torch.arange(len(pairs)))


def _embedded(model: SentenceTransformer, texts: Sequence[str], prompt: str) -> torch.Tensor:
    """Unit vectors of shape (texts, dimension), with gradients; texts of like length are encoded together."""
    prefix = model.prompts[prompt] or ""
    prompted = [prefix + text for text in texts]
    order = sorted(range(len(texts)), key=lambda at: len(prompted[at]))
    vectors = []
    for first in range(0, len(order), _ENCODED_TOGETHER):
        together = [prompted[at] for at in order[first : first + _ENCODED_TOGETHER]]
        with torch.autocast("cpu", torch.bfloat16):
            vectors.append(model(model.preprocess(together))["sentence_embedding"].float())
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return functional.normalize(torch.cat(vectors), dim=-1)[back]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; the exit status is 1 for a set that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m guillemet.eval.train_adapter", description=__doc__)
    parser.add_argument("sets", type=Path, help="folder with the sets xquad_r, piaf_fr and clapnq_dev")
    parser.add_argument("out", type=Path, help="the file to write, index/adapter.safetensors to ship it")
    parser.add_argument("--steps", type=int, default=150, help="batches of 24 questions (150)")
    parser.add_argument("--strength", type=float, default=0.6, help="share of the updates that is kept (0.6)")
    parser.add_argument("--seed", type=int, default=0, help="of the sampling (0)")
    given = parser.parse_args(arguments)
    try:
        with TemporaryDirectory() as home:
            adapter = train(given.sets, Path(home), steps=given.steps, strength=given.strength, seed=given.seed)
    except GuillemetError as error:
        print(error, file=sys.stderr)
        return 1
    save_file(adapter, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
