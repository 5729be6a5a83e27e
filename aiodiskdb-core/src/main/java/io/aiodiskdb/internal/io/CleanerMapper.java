package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Maps buffers and runs their cleaners, up to JDK 21: later ones print a warning for it. By names, because the compiler
 * warns of this class, and because a module path may lack its module, {@code jdk.unsupported}.
 */
final class CleanerMapper implements RegionMapper {

    private final Object unsafe;
    private final Method invokeCleaner;

    CleanerMapper() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        unsafe = instance.get(null);
        invokeCleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
    }

    @Override
    public MappedRegions map(FileChannel channel, long length, long region) throws IOException {
        MappedByteBuffer[] buffers = new MappedByteBuffer[(int) ((length + region - 1) / region)];
        int mapped = 0;
        try {
            for (; mapped < buffers.length; mapped++) {
                long from = mapped * region;
                buffers[mapped] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(region, length - from));
            }
            return new Regions(buffers);
        } finally {
            if (mapped < buffers.length) {
                unmap(buffers, mapped);
            }
        }
    }

    private void unmap(MappedByteBuffer[] buffers, int count) {
        for (int number = 0; number < count; number++) {
            try {
                invokeCleaner.invoke(unsafe, buffers[number]);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot unmap", e);
            }
        }
    }

    private final class Regions implements MappedRegions {

        private final MappedByteBuffer[] buffers;

        Regions(MappedByteBuffer[] buffers) {
            this.buffers = buffers;
        }

        @Override
        public MappedByteBuffer[] buffers() {
            return buffers.clone();
        }

        @Override
        public void unmap() {
            CleanerMapper.this.unmap(buffers, buffers.length);
        }
    }
}
