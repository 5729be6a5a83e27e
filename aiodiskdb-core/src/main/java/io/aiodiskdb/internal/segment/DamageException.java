package io.aiodiskdb.internal.segment;

import io.aiodiskdb.model.Damage;

/** Recovery has found what no crash leaves behind. Nothing has been cut. */
final class DamageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Damage damage;

    DamageException(int index, long position, long size, String reason) {
        super(reason);
        this.damage = new Damage(index, position, size, reason);
    }

    Damage damage() {
        return damage;
    }
}
