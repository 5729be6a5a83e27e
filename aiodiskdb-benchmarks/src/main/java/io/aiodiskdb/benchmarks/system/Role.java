package io.aiodiskdb.benchmarks.system;

/** What a system is in the comparison. */
public enum Role {
    /** The store that this is about, as tuned for the workload. */
    OURS,
    /** The same with its defaults. */
    OURS_BY_DEFAULT,
    /** What somebody could take instead. */
    PEER,
    /** What the machine allows a loop that does nothing else. */
    LIMIT;

    /**
     * {@return the role of a system}
     *
     * @param system a name, such as "limit-append" of a further limit
     */
    public static Role of(String system) {
        if (system.equals(AioDiskDbContender.NAME)) {
            return OURS;
        }
        if (system.startsWith(AioDiskDbContender.NAME)) {
            return OURS_BY_DEFAULT;
        }
        return system.startsWith(LimitContender.NAME) ? LIMIT : PEER;
    }
}
