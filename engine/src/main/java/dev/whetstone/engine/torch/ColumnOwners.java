package dev.whetstone.engine.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * To which of the adapters that lie side by side each column of a bottleneck belongs. Ranks may differ from layer to layer; where they do
 * not, layers share an array, and whoever derives something from it does so once.
 */
final class ColumnOwners {

    private static final long[] NOTHING = {};

    private record Place(int layer, Projection projection) {}

    private final Map<Place, long[]> byPlace = new HashMap<>();
    private final Map<List<Integer>, long[]> byWidths = new HashMap<>();

    /** @param widths columns of each adapter there, in their order */
    void put(int layer, Projection projection, List<Integer> widths) {
        byPlace.put(new Place(layer, projection), byWidths.computeIfAbsent(widths, ColumnOwners::columns));
    }

    /** The index of each column's adapter; empty where none has a column. */
    long[] of(int layer, Projection projection) {
        return byPlace.getOrDefault(new Place(layer, projection), NOTHING);
    }

    /** All that differ, none of them empty. */
    List<long[]> all() {
        return byWidths.values().stream().filter(owners -> owners.length > 0).toList();
    }

    private static long[] columns(List<Integer> widths) {
        return IntStream.range(0, widths.size())
                .flatMap(adapter -> IntStream.range(0, widths.get(adapter)).map(_ -> adapter))
                .asLongStream()
                .toArray();
    }
}
