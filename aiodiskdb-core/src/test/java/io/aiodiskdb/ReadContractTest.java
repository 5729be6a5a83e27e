package io.aiodiskdb;

import static io.aiodiskdb.DatabaseTest.failure;
import static io.aiodiskdb.DatabaseTest.get;
import static io.aiodiskdb.DatabaseTest.join;
import static io.aiodiskdb.internal.io.StorageCall.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.error.CorruptDataException;
import io.aiodiskdb.internal.io.StorageCall.Kind;
import io.aiodiskdb.model.ItemLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the database promises of reading. */
class ReadContractTest extends SimulatedDatabaseTest {

    @Test
    void readGivesTheExactBytesFromRamAndDiskAndAcrossBoth() {
        start();
        byte[] all = new byte[0];
        for (int seed = 0; seed < 4; seed++) {
            all = join(all, item(60, seed));
        }
        db.blocking().addDurably(item(60, 0));
        try (Faults.Hold force = faults.hold(ofKind(Kind.FORCE))) {
            CompletableFuture<ItemLocation> flushing = db.addDurably(item(60, 1));
            force.awaitReached();
            db.blocking().add(item(60, 2));
            db.blocking().add(item(60, 3));
            assertThat(flushing).isNotDone();

            for (int from = 0; from <= 240; from += 7) {
                for (int to = from + 1; to <= 245; to += 5) {
                    Optional<byte[]> expected =
                            to <= 240 ? Optional.of(Arrays.copyOfRange(all, from, to)) : Optional.empty();
                    assertThat(get(db.read(at(0, from, to - from))).map(ReadContractTest::list))
                            .as("%s to %s", from, to)
                            .isEqualTo(expected.map(ReadContractTest::list));
                    assertThat(db.blocking().read(at(0, from, to - from)).map(ReadContractTest::list))
                            .as("%s to %s", from, to)
                            .isEqualTo(expected.map(ReadContractTest::list));
                }
            }
        }
    }

    private static List<Byte> list(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte each : bytes) {
            list.add(each);
        }
        return list;
    }

    @Test
    void readNeverGivesWrongBytes() throws Exception {
        start();
        db.blocking().addDurably(item(100, 1));
        byte[] damaged = disk.contents("data00000.dat");
        damaged[24 + 50] ^= 1;
        disk.place("data00000.dat", damaged);

        CorruptDataException reported = failure(CorruptDataException.class, db.read(at(0, 0, 100)));

        assertThat(reported.location()).isEqualTo(at(0, 0, 100));
    }
}
