# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""Every net all the way from training to the node; run by scripts/zoo."""

from __future__ import annotations

import argparse
from contextlib import redirect_stdout
import json
from pathlib import Path
import sys

import cv2
import numpy as np
import onnxruntime
from overfitting import GOAL, load_frames, Outcome, overfit, SIZE
import torch

from seg_node.cli.main import main as seg
from seg_node.core.label_set import class_set_matrix, load_label_set
from seg_node.export.model_graph import ModelGraph
from seg_node.models import list_models, SegmentationNet
from seg_node.models.checkpoint import Checkpoint, save_checkpoint

LEAST_AGREEMENT = 0.999
_HEADER = '| net | steps | s | pixel accuracy | labels as in torch | mIoU | masks | |'


def main() -> int:
    """Print a row per net; return how many nets fail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('nets', nargs='*', default=list_models(), metavar='NET')
    parser.add_argument('--out', type=Path, default=Path('runs/zoo'), metavar='DIR')
    arguments = parser.parse_args()
    images, labels = load_frames()
    frames = arguments.out / 'frames'
    _write_frames(frames, images, labels)
    print(f'{_HEADER}\n|---|---|---|---|---|---|---|---|', flush=True)
    failures, seconds = 0, 0.0
    for name in arguments.nets:
        outcome = overfit(name, images, labels)
        seconds += outcome.seconds
        failures += not _follow(name, outcome, frames, arguments.out / name)
    print(f'\noverfitting took {seconds / 60:.1f} minutes; {failures} nets failed')
    return failures


def _write_frames(folder: Path, images: torch.Tensor, labels: torch.Tensor) -> None:
    """Write the frames as ``seg evaluate`` and ``seg demo`` read them."""
    pairs = zip(images.permute(0, 2, 3, 1).numpy(), labels.numpy(), strict=True)
    for index, (image, truth) in enumerate(pairs):
        for kind, pixels in (('image', image[:, :, ::-1]), ('label', truth)):
            (folder / kind).mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(folder / kind / f'{index}.png'), pixels)


def _follow(name: str, outcome: Outcome, frames: Path, out: Path) -> bool:
    """Print the row of a net that has learned the frames; tell whether all is well."""
    out.mkdir(parents=True, exist_ok=True)
    model = out / 'model.onnx'
    checkpoint = Checkpoint(outcome.net, load_label_set('camvid'), SIZE)
    save_checkpoint(out / 'checkpoint.pt', checkpoint)
    with (out / 'log.txt').open('w', encoding='utf-8') as log, redirect_stdout(log):
        done = [
            seg(['export', str(out / 'checkpoint.pt'), str(model)]),
            seg(['evaluate', str(model), str(frames), '--json', str(out / 'scores.json')]),
            seg(['demo', str(frames), '--model', str(model), '--out', str(out / 'demo')]),
        ]
    if any(done):
        print(f'| `{name}` | exit codes {done}, see {out}/log.txt |', flush=True)
        return False
    agreement = _agreement(outcome.net, model, frames)
    miou = json.loads((out / 'scores.json').read_text())['miou']
    summary = json.loads((out / 'demo' / 'summary.json').read_text())
    masks = f'{summary["masks_received"]} of {summary["frames_sent"]}'
    is_fine = (
        outcome.accuracy >= GOAL
        and agreement >= LEAST_AGREEMENT
        and summary['masks_received'] == summary['frames_sent']
    )
    print(
        f'| `{name}` | {outcome.steps} | {outcome.seconds:.0f} | {outcome.accuracy:.3f} | '
        f'{agreement:.2%} | {miou:.3f} | {masks} | {"" if is_fine else "FAILED"} |',
        flush=True,
    )
    return is_fine


@torch.inference_mode()
def _agreement(net: SegmentationNet, model: Path, frames: Path) -> float:
    """Give the least share of labels that are as in torch, over frames of two sizes."""
    session = onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])
    labels = load_label_set('camvid')
    class_sets = class_set_matrix(labels, labels.class_sets)
    graph = ModelGraph(net, min(2, net.logit_stride)).eval()
    shares = []
    for path in sorted((frames / 'image').iterdir()):
        image = np.asarray(cv2.imread(str(path)))[:, :, ::-1]
        for factor in (1, 2):
            frame = cv2.resize(image, (factor * SIZE[0], factor * SIZE[1]))[None]
            (found,) = session.run(['labels'], {'frame': frame, 'class_sets': class_sets})
            expected = graph(torch.from_numpy(frame), torch.from_numpy(class_sets))[0]
            shares.append(np.mean(found == expected.numpy()))
    return float(min(shares))


if __name__ == '__main__':
    sys.exit(main())
