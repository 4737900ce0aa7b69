package dev.whetstone.engine.format;

/** How rotary frequencies are stretched for long contexts. */
public sealed interface RopeScaling {

    /** One frequency as the model rotates with it, from the unscaled one. */
    double scale(double frequency);

    /** Frequencies as they are. */
    record None() implements RopeScaling {
        @Override
        public double scale(double frequency) {
            return frequency;
        }
    }

    /** Positions divided by a factor. */
    record Linear(double factor) implements RopeScaling {
        @Override
        public double scale(double frequency) {
            return frequency / factor;
        }
    }

    /**
     * Llama 3.1: long wavelengths are stretched, short ones kept, those between interpolated (Transformers,
     * {@code _compute_llama3_parameters}).
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContextLength)
            implements RopeScaling {
        @Override
        public double scale(double frequency) {
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < originalContextLength / highFrequencyFactor) {
                return frequency;
            }
            if (wavelength > originalContextLength / lowFrequencyFactor) {
                return frequency / factor;
            }
            double smooth = (originalContextLength / wavelength - lowFrequencyFactor)
                    / (highFrequencyFactor - lowFrequencyFactor);
            return (1 - smooth) * frequency / factor + smooth * frequency;
        }
    }
}
