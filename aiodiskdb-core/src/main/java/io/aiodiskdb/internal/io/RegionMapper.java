package io.aiodiskdb.internal.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps files so that they can be unmapped again at a known time, for which the JDK has had two ways.
 *
 * <p>On Linux with a 64-bit HotSpot only: elsewhere it has not been shown that a file which is cut from outside does not end
 * the JVM, Windows deletes and cuts no file that is mapped, and 32 bits are too few addresses.
 */
interface RegionMapper {

    /**
     * Maps a file for reading.
     *
     * @param channel the file
     * @param length how many bytes from its begin; above 0 and not behind its end
     * @param region bytes of each region but the last
     * @return the regions
     * @throws IOException if the operating system refuses
     */
    MappedRegions map(FileChannel channel, long length, long region) throws IOException;

    /** {@return how it is done here; {@code null} if it is not} */
    static @Nullable RegionMapper ofThisPlatform() {
        return Choice.MAPPER;
    }

    /** Made when a file is first to be mapped. */
    final class Choice {

        private static final Logger log = LoggerFactory.getLogger(RegionMapper.class);

        /** The first JDK with arenas. */
        private static final int FIRST_WITH_ARENAS = 22;

        static final @Nullable RegionMapper MAPPER = choose();

        private Choice() {}

        private static @Nullable RegionMapper choose() {
            boolean known = System.getProperty("os.name", "").equals("Linux")
                    && System.getProperty("java.vm.name", "").contains("64-Bit Server VM");
            if (!known) {
                return null;
            }
            try {
                return Runtime.version().feature() >= FIRST_WITH_ARENAS ? new ArenaMapper() : new CleanerMapper();
            } catch (ReflectiveOperationException | RuntimeException e) {
                log.info("Data files are read without mapping them: this JVM cannot unmap ({})", e.toString());
                return null;
            }
        }
    }
}
