package io.aiodiskdb.stress;

/** How the commands end. */
final class ExitCode {

    /** All is as it has to be. */
    static final int OK = 0;
    /** Something is lost, wrong, or there although it must not be. */
    static final int VIOLATION = 1;
    /** The command line is wrong, as picocli has it. */
    static final int USAGE = 2;
    /** The store could not be opened, or has failed, and the load was not told to open it again. */
    static final int STORE_FAILED = 3;
    /** The log of acknowledgements took nothing more. */
    static final int NO_LOG = 4;

    private ExitCode() {}
}
