package io.aiodiskdb.stress;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the image of a disk one that a power cut could have left. */
@Command(
        name = "cut",
        mixinStandardHelpOptions = true,
        description =
                "Applies a log of writes (QEMU's blklogwrites, dm-log-writes) to the image of a disk up to a power cut:"
                        + " all that was flushed, and a random part of the rest, torn and reordered.")
final class CutCommand implements Callable<Integer> {

    @Option(names = "--image", required = true, description = "The disk before the log began; is changed.")
    private Path image = Path.of("");

    @Option(names = "--blocks", required = true, description = "The log of writes.")
    private Path blocks = Path.of("");

    @Option(
            names = "--entry",
            description = "How many entries of the log the disk had been sent. Default: a random one")
    private int entry = -1;

    @Option(names = "--seed", description = "Seed of what is lost. Default: a random one, which is printed")
    private long seed = System.nanoTime();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        SplittableRandom random = new SplittableRandom(seed);
        try (BlockLog log = BlockLog.open(blocks);
                FileChannel disk = FileChannel.open(image, StandardOpenOption.WRITE)) {
            int entries = log.entries().size();
            int cut = entry < 0 ? random.nextInt(entries + 1) : entry;
            if (cut > entries) {
                throw new ParameterException(spec.commandLine(), "--entry must be 0 to " + entries + ", but is " + cut);
            }
            PowerCut power = new PowerCut(log, disk, random);
            power.apply(cut);
            out.println("CUT seed=" + seed + " entry=" + cut + " of=" + entries + " written=" + power.written()
                    + " dropped=" + power.dropped() + " torn=" + power.torn());
        }
        return ExitCode.OK;
    }
}
