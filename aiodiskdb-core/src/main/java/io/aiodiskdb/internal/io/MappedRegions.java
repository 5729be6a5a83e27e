package io.aiodiskdb.internal.io;

import java.nio.MappedByteBuffer;

/** Neighbouring pieces of a file in memory, that are given back together. */
interface MappedRegions {

    /** {@return one buffer for each region, in the order of the file} */
    MappedByteBuffer[] buffers();

    /** Gives the address space back; the buffers must not be touched any more. */
    void unmap();
}
