package dev.sluice.app;

import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * POSIX signals as orders: SIGTERM and SIGINT to stop, at once when the second one comes, and SIGHUP to reload. A crossing: signals come on a thread of the virtual machine's, orders are carried out on the one that waits.
 *
 * <p>A shutdown hook would not do: the process would end with 143 whatever the hook did, a second signal would be ignored, and SIGHUP
 * would end it. {@code sun.misc.Signal} is what there is (module {@code jdk.unsupported}, which JEP 260 keeps); it is reached by
 * reflection since javac warns of it and nothing turns that off. Where it is missing a shutdown hook stops the node all the same.
 */
final class UnixSignals implements ProcessSignals {
    private static final Logger LOG = LoggerFactory.getLogger(UnixSignals.class);
    /** What a shell calls the end by a signal. */
    private static final int ENDED_BY_SIGNAL = 128;

    private enum Order {
        STOP,
        RELOAD
    }

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private boolean listening;
    private boolean handled;

    @Override
    public void listen() {
        if (listening) return;
        listening = true;
        handled = handle("TERM", this::stop) && handle("INT", this::stop);
        handle("HUP", number -> orders.add(Order.RELOAD));
    }

    @Override
    public void await(Orders to) throws InterruptedException {
        listen();
        if (!handled) Runtime.getRuntime().addShutdownHook(new Thread(to::stop, "sluice-drain"));
        to.whenAsked(() -> orders.add(Order.STOP));
        while (orders.take() == Order.RELOAD) to.reload();
        to.stop();
    }

    private void stop(int number) {
        if (stopping.compareAndSet(false, true)) {
            orders.add(Order.STOP);
            return;
        }
        LOG.warn("told to stop again: ends at once");
        Runtime.getRuntime().halt(ENDED_BY_SIGNAL + number);
    }

    /** @return false where this machine has no such signal, or none for us */
    private static boolean handle(String name, IntConsumer action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object said = Proxy.newProxyInstance(
                    UnixSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        if (method.getName().equals("handle"))
                            action.accept((int) signal.getMethod("getNumber").invoke(args[0]));
                        return null;
                    });
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, named, said);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debug("SIG{} is not handled", name, e);
            return false;
        }
    }
}
