package dev.sluice.simulator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** The same faults on the native transport where the machine has it: a reset is asked for in another way there. */
class SimulatorFaultNativeTest extends SimulatorFaultTest {
    @Override
    Vertx vertx() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        assumeTrue(vertx.isNativeTransportEnabled(), "this machine has none");
        return vertx;
    }
}
