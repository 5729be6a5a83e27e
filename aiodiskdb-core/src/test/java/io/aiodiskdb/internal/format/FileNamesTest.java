package io.aiodiskdb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    private static final FileNames NAMES = new FileNames("data", 5);

    @Test
    void padsTheNumber() {
        assertThat(NAMES.data(0)).isEqualTo("data00000.dat");
        assertThat(NAMES.journal(42)).isEqualTo("data00042.journal");
        assertThat(NAMES.temporary(99_999)).isEqualTo(".tmp.data99999.dat");
        assertThat(new FileNames("blk", 1).data(0)).isEqualTo("blk0.dat");
        assertThat(new FileNames("blk", 9).data(1)).isEqualTo("blk000000001.dat");
    }

    @Test
    void letsANumberOutgrowItsPadding() {
        assertThat(new FileNames("data", 1).data(10)).isEqualTo("data10.dat");
        assertThat(new FileNames("data", 1).dataIndex("data10.dat")).hasValue(10);
    }

    @Test
    void findsTheNumberAgain() {
        for (int padding = 1; padding <= 9; padding++) {
            FileNames names = new FileNames("x", padding);
            for (int index : new int[] {0, 1, 9, 10, 99_999, 100_000, 999_999_999}) {
                assertThat(names.dataIndex(names.data(index))).hasValue(index);
                assertThat(names.journalIndex(names.journal(index))).hasValue(index);
                assertThat(names.isTemporary(names.temporary(index))).isTrue();
            }
        }
    }

    @Test
    void putsNineBeforeTen() {
        FileNames names = new FileNames("data", 1);

        assertThat(List.of("data10.dat", "data9.dat", "data2.dat", "data11.dat").stream()
                        .sorted(Comparator.comparing(
                                name -> names.dataIndex(name).getAsInt())))
                .containsExactly("data2.dat", "data9.dat", "data10.dat", "data11.dat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data",
                ".dat",
                "data.dat",
                "data0000.dat",
                "data000000.dat",
                "data012345.dat",
                "data1000000000.dat",
                "data99999999999999999999.dat",
                "data-0001.dat",
                "data+0001.dat",
                "data 0001.dat",
                "data0000a.dat",
                "data٠٠٠٠١.dat",
                "Data00000.dat",
                "dataa00000.dat",
                "xdata00000.dat",
                "data00000.dat.bak",
                "data00000.dat~",
                "data00000.DAT",
                "data00000dat",
                "data00000",
                "blk00000.dat",
                "data00000.journal.dat"
            })
    void leavesForeignNamesAlone(String name) {
        assertThat(NAMES.dataIndex(name)).isEmpty();
        assertThat(NAMES.journalIndex(name.replace(".dat", ".journal"))).isEmpty();
        assertThat(NAMES.isTemporary(".tmp." + name)).isFalse();
    }

    @Test
    void tellsTheKindsOfFilesApart() {
        assertThat(NAMES.dataIndex("data00000.journal")).isEqualTo(OptionalInt.empty());
        assertThat(NAMES.journalIndex("data00000.dat")).isEqualTo(OptionalInt.empty());
        assertThat(NAMES.dataIndex(".tmp.data00000.dat")).isEqualTo(OptionalInt.empty());
        assertThat(NAMES.isTemporary("data00000.dat")).isFalse();
        assertThat(NAMES.isTemporary(".tmp.data00000.journal")).isFalse();
    }

    @Test
    void knowsTheCheckpointsOfThePythonLibrary() {
        assertThat(FileNames.checkpointMillis(".checkpoint-1795241089370"))
                .isEqualTo(OptionalLong.of(1_795_241_089_370L));
        assertThat(FileNames.checkpointMillis(".checkpoint-")).isEmpty();
        assertThat(FileNames.checkpointMillis(".checkpoint-12x")).isEmpty();
        assertThat(FileNames.checkpointMillis("checkpoint-12")).isEmpty();
        assertThat(FileNames.checkpointMillis(".checkpoint-1234567890123456789"))
                .isEmpty();
    }
}
