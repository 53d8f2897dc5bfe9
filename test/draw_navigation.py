# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""
Draw doc/navigation.png: from a frame to what a planner gets, beside the true street.

python test/draw_navigation.py doc/navigation.png

A frame of the rendered drive, the masks of the net that ships, the node's scan and points, and
the costmap that Nav2's rules make of the scan with config/nav2/obstacle_layer_from_scan.yaml.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
from drive_view import create_drive, DriveView, LABELS, look_at
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Arc, Patch, Polygon
from matplotlib.patheffects import withStroke
from nav2_costmap import Costmap, FREE, LETHAL, UNKNOWN
from nav2_parameters import read_costmap, read_node, SCAN, scan_source
import numpy as np
from PIL import Image
from std_msgs.msg import Header

from seg_node.backends.options import BackendOptions
from seg_node.backends.selection import open_backend
from seg_node.core.camera_geometry import PinholeCamera
from seg_node.core.ground_points import ground_points
from seg_node.core.pipeline import Pipeline, PipelineSettings
from seg_node.core.resources import default_model
from seg_node.evaluation.ground.looks import segmented_maps
from seg_node.parameters.parameters import Parameters
from seg_node.ros.ground_messages import scan_message

CAMERA = PinholeCamera(1280, 720, 900.0, 900.0, 639.5, 359.5)
SIDE_M, AHEAD_M = (-9.5, 9.5), (-1.0, 21.5)
_SHAPE = (SIDE_M[1] - SIDE_M[0]) / (AHEAD_M[1] - AHEAD_M[0])
INK, PALE = '#26323d', '#8b98a5'
DRIVABLE, OBSTACLE = '#2fa36b', '#c8372d'
_SHOWN_POINTS = 9000
GROUND = {'Road': '#e9ebee', 'Pavement': '#cfd6df'}
OTHER_GROUND = '#c9d8c2'
COSTS = {FREE: '#ffffff', LETHAL: '#9d1f1a', UNKNOWN: '#aeb7c0'}


def main() -> None:
    """Draw the picture."""
    parser = argparse.ArgumentParser()
    parser.add_argument('png', type=Path)
    parser.add_argument('--seed', type=int, default=3, help='of the drive (default: 3)')
    parser.add_argument('--index', type=int, default=30, help='of its frame (default: 30)')
    arguments = parser.parse_args()
    backend = open_backend('auto', default_model(), BackendOptions(threads=1))
    maps_of = segmented_maps(Pipeline(backend, PipelineSettings()))
    drive = create_drive(arguments.seed, CAMERA)
    view = look_at(drive, arguments.index, _parameters().ground_settings(), maps_of)
    _draw(view, arguments.png)


def _parameters() -> Parameters:
    return Parameters().changed(read_node(SCAN))


def _draw(view: DriveView, png: Path) -> None:
    pyplot.rcParams.update({'font.family': 'DejaVu Sans', 'text.color': INK, 'font.size': 9})
    figure = pyplot.figure(figsize=(14, 4.8), facecolor='white')
    grid = figure.add_gridspec(1, 3, width_ratios=(CAMERA.width / CAMERA.height, *[_SHAPE] * 2))
    grid.update(left=0.006, right=0.994, top=0.93, bottom=0.075, wspace=0.03)
    frame, ground, costmap = (figure.add_subplot(grid[column]) for column in range(3))
    _draw_frame(frame, view)
    _draw_ground(_top_view(ground, '2  What the node tells'), view)
    _draw_costmap(_top_view(costmap, "3  What Nav2's rules make of it"), view)
    figure.legend(handles=_key(), ncols=9, frameon=False, loc='lower center', columnspacing=1.4)
    figure.savefig(png, dpi=120)
    # A palette takes a third of the bytes.
    Image.open(png).convert('RGB').quantize(256, dither=Image.Dither.NONE).save(png, optimize=True)


def _title(axes: Axes, text: str) -> None:
    axes.set_title(text, loc='left', fontsize=11, fontweight='bold', color=INK, pad=6)


def _draw_frame(axes: Axes, view: DriveView) -> None:
    """Show the frame with the drivable area and the classes of the rest."""
    image, labels = view.frame.image, view.maps.labels
    is_drivable = view.maps.drivable != 0
    colours = LABELS.palette[labels]
    tint = np.where(is_drivable[..., None], _rgb(DRIVABLE), colours)
    share = np.where(is_drivable, 0.45, 0.28)[..., None]
    shown = (image * (1 - share) + tint * share).astype(np.uint8)
    outlines, _ = cv2.findContours(view.maps.drivable, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(shown, outlines, -1, (255, 255, 255), 2, cv2.LINE_AA)
    axes.imshow(shown, interpolation='antialiased')
    axes.set_anchor('N')
    axes.axis('off')
    _title(axes, "1  Camera frame, the net's classes and the drivable area")


def _top_view(axes: Axes, title: str) -> Axes:
    axes.set(xlim=SIDE_M, ylim=AHEAD_M, xticks=(), yticks=(), aspect='equal', anchor='N')
    for spine in axes.spines.values():
        spine.set_color(PALE)
    for range_m in (5, 10, 15, 20):
        arc = Arc((0, 0), 2 * range_m, 2 * range_m, theta1=48, theta2=132, zorder=4)
        arc.set(color=PALE, linewidth=0.6, linestyle=(0, (2, 3)), fill=False)
        axes.add_patch(arc)
        _write(axes, 0.25, range_m + 0.15, f'{range_m} m')
    robot = Polygon([(-0.45, -0.8), (0.45, -0.8), (0, 0.35)], color=INK, zorder=9)
    axes.add_patch(robot)
    _title(axes, title)
    return axes


def _write(axes: Axes, side: float, ahead: float, text: str) -> None:
    halo = withStroke(linewidth=2, foreground='#ffffffb0')
    axes.text(side, ahead, text, fontsize=8, zorder=9, path_effects=[halo])


def _draw_ground(axes: Axes, view: DriveView) -> None:
    """Show points and scan over the true ground."""
    _draw_true_ground(axes, view)
    _draw_outlines(axes, view, is_filled=True)
    settings = _parameters()
    points = ground_points(view.mapper, view.profile, view.maps, settings.ground_error())
    is_drivable = points['drivable'] != 0
    # All of them would be one green patch; every nth makes patterns of its own.
    chosen = np.random.default_rng(0).permutation(np.flatnonzero(is_drivable))[:_SHOWN_POINTS]
    axes.scatter(-points['y'][chosen], points['x'][chosen], s=1, color=DRIVABLE, linewidths=0)
    bearings, ranges = view.mapper.fan.bearings, view.profile.obstacle
    is_found = np.isfinite(ranges)
    x, y = ranges * np.cos(bearings), ranges * np.sin(bearings)
    axes.scatter(-y[is_found], x[is_found], s=5, color=OBSTACLE, linewidths=0, zorder=7)


def _draw_true_ground(axes: Axes, view: DriveView) -> None:
    side, ahead = np.arange(*SIDE_M, 0.05), np.arange(*AHEAD_M, 0.05)
    columns, rows = np.meshgrid(side, ahead)
    classes = view.ground_class(rows, -columns)
    shown = np.full((*classes.shape, 3), _rgb(OTHER_GROUND), np.uint8)
    for name, colour in GROUND.items():
        shown[classes == LABELS.names.index(name)] = _rgb(colour)
    axes.imshow(shown, extent=(*SIDE_M, *AHEAD_M), origin='lower', zorder=0)


def _draw_outlines(axes: Axes, view: DriveView, is_filled: bool) -> None:
    for outline in view.outlines():
        corners = np.column_stack((-outline[:, 1], outline[:, 0]))
        shape = Polygon(corners, closed=True, zorder=6, linewidth=1, edgecolor=INK)
        shape.set_facecolor(f'{INK}30' if is_filled else 'none')
        axes.add_patch(shape)


def _draw_costmap(axes: Axes, view: DriveView) -> None:
    """Show the cells of Nav2's obstacle layer, with the true outlines over them."""
    costmap = Costmap(44, read_costmap(SCAN)['resolution'])
    source = scan_source(view.mapper.comes_into_view[1], costmap.resolution)
    costmap.take_scan(
        scan_message(view.mapper.fan, view.profile, view.range_max, Header()), source
    )
    place = np.select([costmap.cells == FREE, costmap.cells == LETHAL], [0, 1], 2)
    # Rows of the picture lead ahead, columns to the right.
    axes.imshow(
        place.T[:, ::-1],
        cmap=ListedColormap([COSTS[cost] for cost in (FREE, LETHAL, UNKNOWN)]),
        extent=(-22, 22, -22, 22),
        origin='lower',
        interpolation='nearest',
        zorder=1,
    )
    axes.set(xlim=SIDE_M, ylim=AHEAD_M)
    _write(axes, 0.9, 0.6, 'not in view yet:\nunknown')
    _draw_kerbs(axes, view)
    _draw_outlines(axes, view, is_filled=False)


def _draw_kerbs(axes: Axes, view: DriveView) -> None:
    side, ahead = np.arange(*SIDE_M, 0.05), np.arange(*AHEAD_M, 0.05)
    columns, rows = np.meshgrid(side, ahead)
    is_road = view.ground_class(rows, -columns) == LABELS.names.index('Road')
    axes.contour(side, ahead, is_road, [0.5], colors=INK, linewidths=1, zorder=6)


def _key() -> list[Patch | Line2D]:
    return [
        Patch(facecolor=GROUND['Road'], edgecolor=PALE, label='true road'),
        Patch(facecolor=GROUND['Pavement'], edgecolor=PALE, label='true pavement'),
        Patch(facecolor=OTHER_GROUND, edgecolor=PALE, label='true verge'),
        Patch(facecolor=f'{INK}30', edgecolor=INK, label='true footprint'),
        Line2D([], [], marker='o', color=DRIVABLE, linestyle='', label='drivable_points'),
        Line2D([], [], marker='o', color=OBSTACLE, linestyle='', label='drivable_scan'),
        Patch(facecolor=COSTS[FREE], edgecolor=PALE, label='free'),
        Patch(facecolor=COSTS[LETHAL], edgecolor=PALE, label='lethal'),
        Patch(facecolor=COSTS[UNKNOWN], edgecolor=PALE, label='unknown'),
    ]


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])


if __name__ == '__main__':
    main()
