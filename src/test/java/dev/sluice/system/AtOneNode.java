package dev.sluice.system;

import dev.sluice.simulator.SeenRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of one node with the built-in provider, which a class starts for all of them, and which holds nothing after any of them. */
abstract class AtOneNode {
    /** Set by the class, before all its tests. */
    static TestNode node;

    /** What the provider was asked in this test. */
    final Queue<SeenRequest> seen = new ConcurrentLinkedQueue<>();

    @AfterAll
    static void stopNode() throws Exception {
        node.close();
    }

    @BeforeEach
    final void watch() {
        node.simulator().onRequest(seen::add);
    }

    @AfterEach
    final void nothingIsHeld() {
        Eventually.idle(node);
    }
}
