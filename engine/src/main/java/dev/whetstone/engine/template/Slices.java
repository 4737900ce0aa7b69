package dev.whetstone.engine.template;

import java.util.ArrayList;
import java.util.List;

/** {@code value[begin:end:step]} and {@code value[index]} by Python's rules; strings count characters, not UTF-16 units. */
final class Slices {

    private Slices() {}

    static Object slice(Rendering rendering, Object value, Object begin, Object end, Object step) {
        long stride = step == None.NONE ? 1 : whole(rendering, step);
        if (stride == 0) {
            throw rendering.fail("a slice cannot have step 0");
        }
        return switch (value) {
            case Text text -> sliceText(rendering, text, begin, end, stride);
            case List<?> list -> {
                List<Object> kept = new ArrayList<>();
                for (int index : indices(rendering, list.size(), begin, end, stride)) {
                    kept.add(list.get(index));
                }
                yield kept;
            }
            default -> throw rendering.fail(Values.typeName(value) + " cannot be sliced");
        };
    }

    private static Text sliceText(Rendering rendering, Text text, Object begin, Object end, long stride) {
        String value = text.value();
        int[] indices = indices(rendering, value.codePointCount(0, value.length()), begin, end, stride);
        if (indices.length == 0) {
            return Text.EMPTY;
        }
        if (stride == 1) {
            int from = value.offsetByCodePoints(0, indices[0]);
            return text.slice(from, value.offsetByCodePoints(from, indices.length));
        }
        List<Object> characters = Values.items(rendering, text);
        TextBuilder builder = new TextBuilder(rendering);
        for (int index : indices) {
            builder.append((Text) characters.get(index));
        }
        return builder.build();
    }

    static Object item(Rendering rendering, List<?> list, long index) {
        long at = index < 0 ? index + list.size() : index;
        return at >= 0 && at < list.size() ? list.get((int) at) : new Undefined("item " + index);
    }

    static Object character(Rendering rendering, Text text, long index) {
        return item(rendering, Values.items(rendering, text), index);
    }

    private static int[] indices(Rendering rendering, int length, Object begin, Object end, long stride) {
        long first = bound(rendering, begin, length, stride, stride > 0 ? 0 : length - 1L);
        long last = bound(rendering, end, length, stride, stride > 0 ? length : -1);
        long count = stride > 0 ? (last - first + stride - 1) / stride : (first - last - stride - 1) / -stride;
        int[] indices = new int[Math.clamp(count, 0, length)];
        rendering.spend(indices.length);
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (int) (first + i * stride);
        }
        return indices;
    }

    private static long bound(Rendering rendering, Object value, int length, long stride, long otherwise) {
        if (value == None.NONE) {
            return otherwise;
        }
        long bound = whole(rendering, value);
        long fromBegin = bound < 0 ? bound + length : bound;
        return stride > 0 ? Math.clamp(fromBegin, 0, length) : Math.clamp(fromBegin, -1, length - 1L);
    }

    private static long whole(Rendering rendering, Object value) {
        if (value instanceof Long number && Math.abs(number) <= Integer.MAX_VALUE) {
            return number;
        }
        throw rendering.fail("a slice needs whole numbers, not " + Values.typeName(value));
    }
}
