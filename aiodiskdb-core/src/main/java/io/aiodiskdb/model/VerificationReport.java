package io.aiodiskdb.model;

import java.util.List;

/**
 * What a verification read and found.
 *
 * @param indexes data files checked
 * @param items items whose checksum was compared
 * @param bytes bytes read
 * @param uncheckedBytes bytes that no checksum covers: written by the Python library, or rest of an item that a trim cut
 * @param damages the first {@value #MAX_DAMAGES} damages and gaps, in the order of the store
 * @param damageCount number of all damages found
 */
public record VerificationReport(
        long indexes, long items, long bytes, long uncheckedBytes, List<Damage> damages, long damageCount) {

    /** Most damages that a report lists. */
    public static final int MAX_DAMAGES = 10_000;

    /** Copies the list. */
    public VerificationReport {
        damages = List.copyOf(damages);
    }

    /** {@return whether nothing is damaged} */
    public boolean isIntact() {
        return damageCount == 0;
    }
}
