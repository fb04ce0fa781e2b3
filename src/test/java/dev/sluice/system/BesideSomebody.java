package dev.sluice.system;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests of what a visitor gets wrong, each beside somebody at the same node who must not notice. */
abstract class BesideSomebody {
    static TestNode node;
    Visitor visitor;
    Bystander bystander;

    @BeforeAll
    static void startNode() throws Exception {
        node = TestNode.start();
    }

    @AfterAll
    static void stopNode() throws Exception {
        node.close();
    }

    /** What the visitor does before a test. */
    void come() throws Exception {}

    @BeforeEach
    final void bothCome() throws Exception {
        visitor = Visitor.of(node);
        come();
        bystander = new Bystander(node, visitor);
    }

    @AfterEach
    final void nobodyElseNoticed() throws Exception {
        bystander.isUntouched();
        bystander.close();
    }
}
