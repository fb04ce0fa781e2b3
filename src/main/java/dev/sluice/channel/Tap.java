package dev.sluice.channel;

import dev.sluice.log.StreamLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where one stream crosses into one loop. {@link #appended} runs on the stream owner's thread and costs one hop for each batch;
 * all else belongs to the loop.
 */
final class Tap implements StreamLog.Tap {
    private final StreamLog log;
    private final Loop loop;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<Pump> pumps = new ArrayList<>(2);

    Tap(StreamLog log, Loop loop) {
        this.log = log;
        this.loop = loop;
    }

    @Override
    public void appended() {
        if (scheduled.compareAndSet(false, true)) loop.later(this::deliver);
    }

    private void deliver() {
        // Cleared before the pumps read: what is appended from here on schedules again.
        scheduled.set(false);
        for (int i = 0; i < pumps.size(); i++) loop.wake(pumps.get(i));
    }

    void add(Pump pump) {
        if (pumps.isEmpty()) log.attach(this);
        if (!pumps.contains(pump)) pumps.add(pump);
    }

    /** Whether it was the last one, so that this tap is closed. */
    boolean remove(Pump pump) {
        pumps.remove(pump);
        if (pumps.isEmpty()) log.detach(this);
        return pumps.isEmpty();
    }

    void close() {
        log.detach(this);
    }
}
