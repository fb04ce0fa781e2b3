package dev.sluice.app;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * A node that takes traffic, as far as the command line needs to know it.
 *
 * @param port           that it listens on, also where the configuration says 0
 * @param managementPort likewise
 * @param stop           drains and stops it; complete once the last connection is gone
 * @param reload         takes its configuration anew; what comes of it is logged
 */
record RunningNode(int port, int managementPort, Supplier<Future<Void>> stop, Runnable reload) {}
