# SPDX-FileCopyrightText: 2026 The seg_node authors
# SPDX-License-Identifier: Apache-2.0
"""An engine on a GPU, with its memory and one stream."""

from __future__ import annotations

from contextlib import ExitStack
import logging
from typing import Any

import numpy as np

from seg_node.backends.cuda import checked, load_cuda
from seg_node.backends.gpu import Gpu
from seg_node.backends.host_memory import free_memory
from seg_node.backends.port_buffer import PortBuffer
from seg_node.backends.tensorrt_flavour import Flavour
from seg_node.core.errors import BackendError

_WARM_UP_RUNS = 3

logger = logging.getLogger(__name__)


class PlanRefusedError(BackendError):
    """A plan that TensorRT does not open."""


class TensorRtRunner:
    """
    Uploads, runs and downloads, as one CUDA graph where TensorRT lets it.

    :param plan: that this very version of TensorRT built for this very GPU.
    :param flavour: of TensorRT.
    :param gpu: that it runs on.
    :param use_graph: False to queue each piece of work anew, to compare.
    :raises PlanRefusedError: if TensorRT does not open the plan.
    :raises BackendError: if the GPU fails or has not enough memory.
    """

    def __init__(
        self,
        plan: bytes,
        flavour: Flavour,
        gpu: Gpu,
        use_graph: bool = True,
    ) -> None:
        self._cuda = load_cuda()
        self._flavour, self._gpu = flavour, gpu
        self._download_bytes: dict[str, int] = {}
        self._use_graph = use_graph
        self._graph: Any = None
        self.buffers: dict[str, PortBuffer] = {}
        """Of the ports, by name."""
        self._inputs: list[PortBuffer] = []
        self._outputs: list[str] = []
        with ExitStack() as opened:
            # Waiting threads sleep, so that the cores stay the robot's other nodes'.
            self._cuda.cudaSetDeviceFlags(self._cuda.cudaDeviceScheduleBlockingSync)
            self.select_gpu()
            self._check_memory(len(plan), 'its weights')
            self._log = flavour.make_log()
            self._runtime = flavour.module.Runtime(self._log)
            self._engine = self._runtime.deserialize_cuda_engine(plan)
            if self._engine is None:
                raise PlanRefusedError(
                    f'{flavour.name} does not open the engine: {self._reasons()}'
                )
            opened.callback(self._forget_engine)
            self.stream = self._make_stream()
            opened.callback(self._cuda.cudaStreamDestroy, self.stream)
            self._check_memory(self._engine.device_memory_size_v2, 'its activations')
            self._context = self._engine.create_execution_context()
            if self._context is None:
                raise BackendError(f'{flavour.name} has no memory to run in: {self._reasons()}')
            self._make_buffers(opened)
            opened.callback(self._destroy_graph)
            self._opened = opened.pop_all()

    def select_gpu(self) -> None:
        """Let this thread's further calls of CUDA mean this GPU."""
        checked(self._cuda.cudaSetDevice(self._gpu.index))

    def want(self, name: str, size_bytes: int) -> None:
        """
        Download no more than the beginning of an output from now on.

        :param name: of the output.
        :param size_bytes: of what is wanted.
        """
        if self._download_bytes.get(name) != size_bytes:
            self._download_bytes[name] = size_bytes
            self._destroy_graph()

    def run(self) -> None:
        """
        Take the inputs from the buffers' host side and put the outputs there.

        :raises BackendError: if the GPU or TensorRT fails.
        """
        self.select_gpu()
        if self._use_graph and self._graph is None:
            self._capture()
        if self._graph is not None:
            checked(self._cuda.cudaGraphLaunch(self._graph, self.stream))
        else:
            self._queue()
        self.synchronize()

    def upload(self) -> None:
        """Queue the copies to the GPU."""
        for buffer in self._inputs:
            buffer.upload(self.stream)

    def execute(self) -> None:
        """
        Queue the net.

        :raises BackendError: if TensorRT refuses.
        """
        if not self._context.execute_async_v3(int(self.stream)):
            raise BackendError(f'{self._flavour.name} could not run the engine: {self._reasons()}')

    def download(self) -> None:
        """Queue the copies from the GPU."""
        for name in self._outputs:
            self.buffers[name].download(self.stream, self._download_bytes.get(name))

    def synchronize(self) -> None:
        """Wait for all that was queued."""
        checked(self._cuda.cudaStreamSynchronize(self.stream))

    def close(self) -> None:
        """
        Give back all that is on the GPU, as far as one that is lost lets it.

        After an error that stays with the process's CUDA context, no engine runs in this process
        any more. A reset would take the context from under TensorRT, so there is none.
        """
        self._cuda.cudaSetDevice(self._gpu.index)
        self._cuda.cudaStreamSynchronize(self.stream)
        self._opened.close()
        self._cuda.cudaGetLastError()  # which forgets one that does not stay

    def _queue(self) -> None:
        self.upload()
        self.execute()
        self.download()

    def _capture(self) -> None:
        """Make one graph of all work, after runs in which TensorRT sets itself up."""
        for _ in range(_WARM_UP_RUNS):
            self._queue()
        self.synchronize()
        cuda = self._cuda
        captured = None
        try:
            # Thread-local, so that other threads of the process may use CUDA meanwhile.
            mode = cuda.cudaStreamCaptureMode.cudaStreamCaptureModeThreadLocal
            checked(cuda.cudaStreamBeginCapture(self.stream, mode))
            try:
                self._queue()
            finally:
                code, captured = cuda.cudaStreamEndCapture(self.stream)
            checked((code,))
            self._graph = checked(cuda.cudaGraphInstantiate(captured, 0))
        except BackendError as error:
            cuda.cudaGetLastError()  # which forgets it
            self._use_graph = False
            logger.warning('no CUDA graph, each frame is queued in pieces: %s', error)
        finally:
            if captured is not None:
                cuda.cudaGraphDestroy(captured)

    def _make_stream(self) -> Any:
        """Make a stream that goes before others of this process."""
        _, greatest = checked(self._cuda.cudaDeviceGetStreamPriorityRange())
        return checked(
            self._cuda.cudaStreamCreateWithPriority(self._cuda.cudaStreamNonBlocking, greatest)
        )

    def _make_buffers(self, opened: ExitStack) -> None:
        trt, engine = self._flavour.module, self._engine
        for index in range(engine.num_io_tensors):
            name = engine.get_tensor_name(index)
            dtype = np.dtype(trt.nptype(engine.get_tensor_dtype(name)))
            shape = tuple(engine.get_tensor_shape(name))
            buffer = PortBuffer(dtype, shape, self._gpu.is_integrated)
            opened.callback(buffer.close)
            self.buffers[name] = buffer
            if engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT:
                self._inputs.append(buffer)
            else:
                self._outputs.append(name)
            if not self._context.set_tensor_address(name, buffer.device):
                raise BackendError(f'{self._flavour.name} takes no memory for {name}')

    def _check_memory(self, needed_bytes: int, what_for: str) -> None:
        free, _ = checked(self._cuda.cudaMemGetInfo())
        if self._gpu.is_integrated:  # where CUDA does not count what the CPU only caches
            free = free_memory()
        if needed_bytes > free:
            raise BackendError(
                f'{self._gpu} has {free / 1e6:.0f} MB free, and the engine needs '
                f'{needed_bytes / 1e6:.0f} MB for {what_for}: end what else runs there, or choose '
                'a smaller network_size'
            )

    def _destroy_graph(self) -> None:
        if self._graph is not None:
            self._cuda.cudaGraphExecDestroy(self._graph)
            self._graph = None

    def _forget_engine(self) -> None:
        """In this order, since each holds the one after it."""
        self._context = self._engine = self._runtime = None

    def _reasons(self) -> str:
        reasons, self._log.errors = self._log.errors, []
        return '; '.join(reasons) or 'it gives no reason'
