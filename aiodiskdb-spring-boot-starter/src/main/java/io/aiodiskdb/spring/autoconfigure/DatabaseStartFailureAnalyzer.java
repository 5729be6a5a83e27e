package io.aiodiskdb.spring.autoconfigure;

import io.aiodiskdb.error.AioDiskDbException;
import io.aiodiskdb.error.DatabaseFullException;
import io.aiodiskdb.error.DatabaseLockedException;
import io.aiodiskdb.error.DatabaseNotFoundException;
import io.aiodiskdb.error.InvalidDataFileException;
import io.aiodiskdb.error.InvalidDatabaseStateException;
import io.aiodiskdb.error.StorageFullException;
import java.nio.file.Files;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why a configured database could not be started, and what can be done. */
final class DatabaseStartFailureAnalyzer extends AbstractFailureAnalyzer<DatabaseStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DatabaseStartException failure) {
        String description = "The database \"" + failure.database() + "\" in "
                + failure.config().path().toAbsolutePath() + " could not be started: "
                + failure.reason().getMessage() + ".";
        return new FailureAnalysis(description, action(failure), failure);
    }

    private static String action(DatabaseStartException failure) {
        AioDiskDbException reason = failure.reason();
        String path = failure.property("path");
        if (reason instanceof DatabaseLockedException) {
            return "Stop the process that uses the directory, perhaps another instance of this application, or set "
                    + path
                    + " to a directory that nobody uses. The lock ends with the process: there is no file to delete.";
        } else if (reason instanceof DatabaseNotFoundException) {
            return missing(failure, path);
        } else if (reason instanceof InvalidDataFileException) {
            return "Make sure that " + path + " is the right directory, and that "
                    + failure.property("genesis-bytes") + " and " + failure.property("file-prefix")
                    + " are those that it was created with. A file of a later version needs that version. "
                    + "Nothing has been changed.";
        } else if (reason instanceof InvalidDatabaseStateException) {
            return unusable(failure, path);
        } else if (reason instanceof DatabaseFullException) {
            return "Raise " + failure.property("max-files") + ": the directory holds as many data files as it allows.";
        } else if (reason instanceof StorageFullException) {
            return "Make room on the file system of the directory, or raise the quota or the limit of open files of the "
                    + "process: a start needs room for a copy of what a crash has left unfinished. Nothing is lost meanwhile.";
        }
        return "Make sure that the directory and its files can be read and written by the user that the application runs "
                + "as, and that the file system works; the log has the cause. Or set " + path
                + " to another directory.";
    }

    private static String unusable(DatabaseStartException failure, String path) {
        return failure.config().recover()
                ? "Look at the files that are named, restore them from a copy, or set " + path
                        + " to another directory. Nothing has been changed."
                : "Set " + failure.property("recover")
                        + " to true to let the database be recovered. Copy the directory "
                        + "before, if what went wrong is to be examined. Nothing has been changed.";
    }

    private static String missing(DatabaseStartException failure, String path) {
        return Files.exists(failure.config().path())
                ? "Set " + path + " to a directory."
                : "Create the directory, correct " + path + ", or set " + failure.property("create-if-not-exists")
                        + " to true.";
    }
}
