package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** Maps into an arena and closes that, from JDK 22 on: by names, because this is compiled for JDK 17. */
final class ArenaMapper implements RegionMapper {

    private final MethodHandle newArena;
    private final MethodHandle closeArena;
    private final MethodHandle map;
    private final MethodHandle asBuffer;

    ArenaMapper() throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> arena = Class.forName("java.lang.foreign.Arena");
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        newArena = lookup.findStatic(arena, "ofShared", MethodType.methodType(arena))
                .asType(MethodType.methodType(Object.class));
        closeArena = lookup.findVirtual(arena, "close", MethodType.methodType(void.class))
                .asType(MethodType.methodType(void.class, Object.class));
        map = lookup.findVirtual(
                        FileChannel.class,
                        "map",
                        MethodType.methodType(segment, FileChannel.MapMode.class, long.class, long.class, arena))
                .asType(MethodType.methodType(
                        Object.class,
                        FileChannel.class,
                        FileChannel.MapMode.class,
                        long.class,
                        long.class,
                        Object.class));
        asBuffer = lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class))
                .asType(MethodType.methodType(ByteBuffer.class, Object.class));
    }

    @Override
    public MappedRegions map(FileChannel channel, long length, long region) throws IOException {
        Object arena = call(() -> newArena.invokeExact());
        boolean mapped = false;
        try {
            MappedByteBuffer[] buffers = new MappedByteBuffer[(int) ((length + region - 1) / region)];
            for (int number = 0; number < buffers.length; number++) {
                long from = number * region;
                long size = Math.min(region, length - from);
                Object memory = call(() -> map.invokeExact(channel, FileChannel.MapMode.READ_ONLY, from, size, arena));
                buffers[number] = (MappedByteBuffer) call(() -> (ByteBuffer) asBuffer.invokeExact(memory));
            }
            mapped = true;
            return new Regions(buffers, arena);
        } finally {
            if (!mapped) {
                close(arena);
            }
        }
    }

    /** A call of a method handle. */
    private interface Call<T> {
        T run() throws Throwable;
    }

    private static <T> T call(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void close(Object arena) {
        try {
            closeArena.invokeExact(arena);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Regions implements MappedRegions {

        private final MappedByteBuffer[] buffers;
        private final Object arena;

        Regions(MappedByteBuffer[] buffers, Object arena) {
            this.buffers = buffers;
            this.arena = arena;
        }

        @Override
        public MappedByteBuffer[] buffers() {
            return buffers.clone();
        }

        @Override
        public void unmap() {
            close(arena);
        }
    }
}
