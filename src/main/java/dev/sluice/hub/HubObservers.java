package dev.sluice.hub;

import dev.sluice.model.Tier;
import java.util.List;

/** Several observers as one. */
record HubObservers(List<HubObserver> observers) implements HubObserver {
    HubObservers {
        observers = List.copyOf(observers);
    }

    @Override
    public void began(String model) {
        for (HubObserver each : observers) each.began(model);
    }

    @Override
    public void shared(String model, Supply.Kind kind) {
        for (HubObserver each : observers) each.shared(model, kind);
    }

    @Override
    public void limited(Tier tier, String limit) {
        for (HubObserver each : observers) each.limited(tier, limit);
    }

    @Override
    public void admitted(String upstream, Tier tier, long waitedNanos) {
        for (HubObserver each : observers) each.admitted(upstream, tier, waitedNanos);
    }

    @Override
    public void shed(String upstream, Tier tier, String code) {
        for (HubObserver each : observers) each.shed(upstream, tier, code);
    }

    @Override
    public void provided(String model, String upstream, long nanos) {
        for (HubObserver each : observers) each.provided(model, upstream, nanos);
    }

    @Override
    public void gap(String model, long nanos) {
        for (HubObserver each : observers) each.gap(model, nanos);
    }

    @Override
    public void firstContent(String model, long nanos) {
        for (HubObserver each : observers) each.firstContent(model, nanos);
    }

    @Override
    public void fellBack(String model, String from, String to, String code) {
        for (HubObserver each : observers) each.fellBack(model, from, to, code);
    }

    @Override
    public void asked(ProviderCall call) {
        for (HubObserver each : observers) each.asked(call);
    }

    @Override
    public void ended(Ended request) {
        for (HubObserver each : observers) each.ended(request);
    }
}
