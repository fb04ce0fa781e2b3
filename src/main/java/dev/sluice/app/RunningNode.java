package dev.sluice.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A node that takes traffic, as far as the command line needs to know it.
 *
 * @param port           that it listens on, also where the configuration says 0
 * @param managementPort likewise
 * @param stop           drains and stops it; complete once the last connection is gone
 * @param stopWithin     how long that takes at most, as the configuration of now has it
 * @param reload         takes its configuration anew; what comes of it is logged. With who asked
 * @param exitAsked      complete once an operator has told it to end, by its management port
 */
record RunningNode(
        int port,
        int managementPort,
        Supplier<Future<Void>> stop,
        Supplier<Duration> stopWithin,
        Consumer<String> reload,
        Future<Void> exitAsked) {}
