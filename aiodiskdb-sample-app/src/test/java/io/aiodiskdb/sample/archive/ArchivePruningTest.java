package io.aiodiskdb.sample.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.aiodiskdb.sample.archive.PruningTransaction.Hits;
import io.aiodiskdb.sample.item.WriteGate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class ArchivePruningTest {

    private static final FileRange RANGE = new FileRange(0, 10, 20);

    private final Runnable store = mock(Runnable.class);
    private final List<String> steps = new ArrayList<>();
    private final WriteGate gate = mock(WriteGate.class);
    private final RowWriter writer = mock(RowWriter.class);
    private final PruningTransaction transaction = mock(PruningTransaction.class);
    private final Reconciliation reconciliation = mock(Reconciliation.class);
    private final DocumentStages stages = mock(DocumentStages.class);
    private final ArchivePruning pruning = new ArchivePruning(gate, writer, transaction, reconciliation, stages);

    @BeforeEach
    void record() {
        when(writer.drain(any())).thenReturn(true);
        when(gate.alone(any())).then(call -> {
            Supplier<?> action = call.getArgument(0);
            steps.add("shut");
            try {
                return action.get();
            } finally {
                steps.add("open");
            }
        });
        hit(300);
        when(reconciliation.run()).then(call -> {
            steps.add("compare");
            return 300L;
        });
        doAnswer(call -> steps.add("force")).when(transaction).force();
    }

    private void hit(long count) {
        doAnswer(call -> {
                    steps.add("prune and mark");
                    return new Hits(List.of(), count);
                })
                .when(transaction)
                .prune(RANGE, store);
    }

    private void forceFails() {
        doAnswer(call -> {
                    throw new DataAccessResourceFailureException("no room");
                })
                .when(transaction)
                .force();
    }

    /** A power cut could take the marks back, and what was written at the same positions would seem to be the documents. */
    @Test
    void theMarksAreDurableBeforeAnythingIsWritten() {
        pruning.prune(RANGE, store);

        assertThat(steps).containsExactly("shut", "prune and mark", "force", "open");
    }

    @Test
    void whatIsFoundMissingIsDurablyMarkedToo() {
        doThrow(new IllegalStateException("the commit failed"))
                .when(transaction)
                .prune(RANGE, store);

        assertThatThrownBy(() -> pruning.prune(RANGE, store)).hasMessage("the commit failed");

        assertThat(steps).containsExactly("shut", "compare", "force", "open");
        verify(gate, never()).seal(anyString());
    }

    @Test
    void writesNothingMoreIfTheMarksDoNotGetDurable() {
        forceFails();

        assertThatThrownBy(() -> pruning.prune(RANGE, store)).hasMessage("no room");

        assertThat(steps).containsExactly("shut", "prune and mark", "compare", "open");
        verify(gate).seal(anyString());
    }

    @Test
    void tellsPagesToAskAnewBecauseOnlySomeDocumentsHaveEvents() {
        pruning.prune(RANGE, store);

        verify(stages).archiveChanged();
    }

    @Test
    void tellsNothingIfNoDocumentWasHit() {
        hit(0);

        pruning.prune(RANGE, store);

        verifyNoInteractions(stages);
    }
}
