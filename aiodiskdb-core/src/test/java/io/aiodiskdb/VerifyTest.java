package io.aiodiskdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aiodiskdb.model.Damage;
import io.aiodiskdb.model.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifyTest extends DatabaseTest {

    /** Items of 100 bytes: ten in each of the first three indexes, three in the last. */
    private void addItems() {
        for (int seed = 0; seed < 33; seed++) {
            db.blocking().add(item(100, seed));
        }
        db.blocking().flush();
    }

    /** Verifies, in both views, and asks that nothing changes by it. */
    private VerificationReport verify() {
        Map<String, String> before = snapshot(directory());
        VerificationReport report = get(db.verify());
        assertThat(db.blocking().verify()).isEqualTo(report);
        assertThat(snapshot(directory())).isEqualTo(before);
        return report;
    }

    private Damage onlyDamageAfter(Damaging damaging) throws IOException {
        start();
        addItems();
        db.blocking().stop();
        damaging.run();
        start();
        VerificationReport report = verify();
        assertThat(report.isIntact()).isFalse();
        assertThat(report.damageCount()).isEqualTo(1);
        assertThat(report.damages()).hasSize(1);
        return report.damages().get(0);
    }

    private interface Damaging {
        void run() throws IOException;
    }

    @Test
    void findsNothingInAnIntactStore() {
        start();
        addItems();
        db.blocking().add(item(10, 99)); // not settled, and too little to be written behind

        assertThat(verify()).isEqualTo(new VerificationReport(4, 33, 3300, 0, List.of(), 0));
        reopen();
        assertThat(verify()).isEqualTo(new VerificationReport(4, 34, 3310, 0, List.of(), 0));
    }

    @Test
    void findsNothingInAnEmptyStore() {
        start();

        assertThat(verify()).isEqualTo(new VerificationReport(1, 0, 0, 0, List.of(), 0));
    }

    @Test
    void takesNoPruningForDamage() {
        start();
        addItems();
        db.blocking().ltrim(0, 250);
        db.blocking().rtrim(0, 730);
        db.blocking().dropIndex(1);
        db.blocking().rtrim(3, 100);

        VerificationReport expected = new VerificationReport(3, 15, 1580, 80, List.of(), 0);
        assertThat(verify())
                .as("the rest of two items that were cut is covered by no checksum")
                .isEqualTo(expected);
        reopen();
        assertThat(verify()).isEqualTo(expected);
    }

    @Test
    void reportsAnItemWithAWrongByte() throws IOException {
        Damage damage = onlyDamageAfter(() -> damage(dataFile(directory(), 1), HEADER + 399));

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.position()).isEqualTo(300);
        assertThat(damage.size()).isEqualTo(100);
        assertThat(damage.reason()).contains("CRC-32C").contains("expected");
    }

    @Test
    void reportsEachItemWithAWrongByteInOrder() {
        start();
        addItems();
        db.blocking().stop();
        damage(dataFile(directory(), 2), HEADER + 950);
        damage(dataFile(directory(), 0), HEADER);
        damage(dataFile(directory(), 0), HEADER + 999);
        start();

        VerificationReport report = verify();

        assertThat(report.damageCount()).isEqualTo(3);
        assertThat(report.items()).isEqualTo(33);
        assertThat(report.damages())
                .extracting(Damage::index, Damage::position, Damage::size)
                .containsExactly(tuple(0, 0L, 100L), tuple(0, 900L, 100L), tuple(2, 900L, 100L));
    }

    @Test
    void reportsWhatIsMissingAtTheEndOfAFile() throws IOException {
        Damage damage = onlyDamageAfter(() ->
                Files.write(dataFile(directory(), 1), Arrays.copyOf(contents(dataFile(directory(), 1)), HEADER + 700)));

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.position()).isEqualTo(700);
        assertThat(damage.size()).isEqualTo(300);
        assertThat(damage.reason()).contains("700").contains("1000");
    }

    @Test
    void reportsBytesBehindTheEndOfASealedFile() throws IOException {
        Damage damage = onlyDamageAfter(() ->
                write(dataFile(directory(), 1), join(contents(dataFile(directory(), 1)), item(40, 7))));

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.position()).isEqualTo(1000);
        assertThat(damage.size()).isEqualTo(40);
        assertThat(damage.reason()).contains("1040").contains("1000");
    }

    @Test
    void reportsAMissingFile() throws IOException {
        Damage damage = onlyDamageAfter(() -> Files.delete(dataFile(directory(), 1)));

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.position()).isZero();
        assertThat(damage.size()).isEqualTo(1000);
        assertThat(damage.reason()).contains("missing");
    }

    @Test
    void reportsAGapWithoutARecordOfADrop() throws IOException {
        Damage damage = onlyDamageAfter(() -> {
            Files.delete(dataFile(directory(), 1));
            Files.delete(journal(directory(), 1));
        });

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.reason()).contains("gap");
    }

    @Test
    void reportsAMissingJournal() throws IOException {
        Damage damage = onlyDamageAfter(() -> Files.delete(journal(directory(), 1)));

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.size()).as("all that no checksum covers now").isEqualTo(1000);
        assertThat(damage.reason()).contains("data00001.journal");
    }

    @Test
    void reportsABadRecordInAJournal() throws IOException {
        Damage damage = onlyDamageAfter(() -> damage(journal(directory(), 1), 50));

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.reason()).contains("data00001.journal").contains("bad record at offset 0");
    }

    @Test
    void reportsAJournalThatIsCutShort() throws IOException {
        Damage damage = onlyDamageAfter(() -> {
            byte[] journal = contents(journal(directory(), 1));
            Files.write(journal(directory(), 1), Arrays.copyOf(journal, journal.length - 1));
        });

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.size()).isPositive();
    }

    @Test
    void reportsADamagedHeader() throws IOException {
        Damage damage = onlyDamageAfter(() -> damage(dataFile(directory(), 1), 2));

        assertThat(damage.index()).isEqualTo(1);
        assertThat(damage.reason()).contains("0dce8f37").contains("0dce8b37");
    }

    @Test
    void checksWhatOtherOperationsChangeMeanwhile() {
        start();
        addItems();
        for (int round = 0; round < 50; round++) {
            var verification = db.verify();
            db.blocking().add(item(90, round));
            db.blocking().flush();
            if (round % 10 == 0) {
                db.blocking().ltrim(round / 10, 300);
                db.blocking().rtrim(round / 10, 600);
            }

            VerificationReport report = get(verification);
            assertThat(report.damages()).isEmpty();
        }
    }
}
