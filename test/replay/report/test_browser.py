# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""A browser opens the report without an error, and asks the network for nothing."""

import itertools
import re
import shutil
import subprocess

import cv2
import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), ''
)
# Over the middle of the first plot, which is where frame 7 of 14 begins.
POINT = """
const svg = document.querySelector('.axes svg');
const box = svg.getBoundingClientRect();
const place = { clientX: box.left + box.width / 2 + 1, bubbles: true };
svg.dispatchEvent(new PointerEvent('pointermove', place));
"""
pytestmark = pytest.mark.skipif(not CHROMIUM, reason='Chromium is not installed')


@pytest.mark.parametrize('width', [390, 1280])
def test_a_browser_shows_it_without_an_error(write_report, reference, folder, tmp_path, width):
    write_report(reference, drivable_threshold=0.3)
    picture = tmp_path / 'page.png'
    done = browse(tmp_path, folder, f'--screenshot={picture}', f'--window-size={width},1000')
    assert 'CONSOLE' not in done.stderr
    pixels = cv2.imread(str(picture))
    assert pixels is not None and pixels.std() > 10


@pytest.mark.parametrize(
    'fault',
    ['<script>nothing()</script>', '<img src="http://127.0.0.1:9/a.png">', '<p onclick="a()">'],
)
def test_a_fault_or_request_of_the_page_is_seen(write_report, folder, tmp_path, fault):
    """So the other test can fail: the page's policy forbids requests, and the browser says so."""
    write_report()
    page = folder / 'report.html'
    page.write_text(page.read_text().replace('</main>', f'{fault}</main>'))
    assert 'CONSOLE' in browse(tmp_path, folder, '--dump-dom').stderr


def test_values_are_shown_under_the_pointer(write_report, reference, folder, tmp_path):
    write_report(reference, drivable_threshold=0.3)
    page = folder / 'report.html'
    without_policy = re.sub('<meta http-equiv.*>', '', page.read_text())
    page.write_text(without_policy.replace('</body>', f'<script>{POINT}</script></body>'))
    done = browse(tmp_path, folder, '--dump-dom', '--window-size=1280,1000')
    assert 'CONSOLE' not in done.stderr
    values = re.findall('<output>(.*?)</output>', done.stdout)
    confidence = 100 * next(itertools.islice(reference.records(), 7, None)).mean_confidence
    expected = f'frame 7 \u00b7 this run {confidence:.2f} % \u00b7 reference {confidence:.2f} %'
    assert values[1] == expected


def browse(tmp_path, folder, *options):
    """Open the page, and give what the browser writes and logs."""
    command = [CHROMIUM, '--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr']
    command += [f'--user-data-dir={tmp_path / "profile"}', *options]
    return subprocess.run(
        [*command, (folder / 'report.html').as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
