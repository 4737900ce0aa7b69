package dev.whetstone.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Maps values onto pixels, linearly. */
record Scale(double from, double to, double pixelFrom, double pixelTo) {

    private static final int TICKS = 7;

    Scale {
        if (!(to > from)) {
            to = from + 1;
        }
    }

    double at(double value) {
        double inside = Math.clamp(value, from, to);
        return pixelFrom + (inside - from) / (to - from) * (pixelTo - pixelFrom);
    }

    /** Round values inside, about five to seven: multiples of 1, 2 or 5 times a power of ten. */
    List<Double> ticks() {
        double rough = (to - from) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(from / step); i * step <= to + step * 1e-9; i++) {
            ticks.add(Math.round(i * step / power) * power);
        }
        return ticks;
    }
}
