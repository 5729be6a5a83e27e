package io.aiodiskdb.model;

/** When written data is forced to stable storage. */
public enum SyncMode {

    /** Every flush, commit and trim is forced before it is acknowledged. The default. */
    FLUSH,

    /**
     * What is added, committed and pruned is not forced: syncing is left to the operating system.
     *
     * <p><strong>A power cut or a kernel crash can lose acknowledged data, whatever a future, an event or a method's
     * name says, and can leave a database that is damaged.</strong> A crash of the process alone loses nothing that was
     * written.
     */
    NEVER
}
