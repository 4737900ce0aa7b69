package dev.whetstone.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whetstone.contracts.Digest;
import dev.whetstone.engine.WeightFormat;
import org.junit.jupiter.api.Test;

class BaseIdentityTest {

    private static final Digest FILES = Digest.of(new byte[] {1});
    private static final BaseIdentity PLAIN = new BaseIdentity(FILES, WeightFormat.COMPUTED);
    private static final BaseIdentity INT8 = new BaseIdentity(FILES, WeightFormat.INT8);

    @Test
    void aBaseAnswersUnderItsOwnDigestAndInInt8UnderAnother() {
        assertThat(PLAIN.served()).isEqualTo(FILES);
        assertThat(INT8.served().value())
                .isEqualTo(WeightFormat.INT8.identity(FILES.value()))
                .isNotEqualTo(FILES.value());
    }

    @Test
    void whatWasJudgedOverTheBaseAsItIsIsRefusedInInt8() {
        assertThat(INT8.refusalOf(FILES))
                .contains("judged over the base " + FILES.brief())
                .contains("serves " + INT8.served().brief())
                .contains("whetstone.base-model.weights=computed");
    }

    @Test
    void whatWasJudgedInInt8IsRefusedOverTheBaseAsItIs() {
        assertThat(PLAIN.refusalOf(INT8.served()))
                .contains("judged over the base " + INT8.served().brief())
                .contains("in int8 the base " + FILES.brief())
                .contains("whetstone.base-model.weights=int8");
    }

    @Test
    void aBaseOfOtherFilesIsAStrangerToBoth() {
        Digest stranger = Digest.of(new byte[] {2});

        assertThat(PLAIN.refusalOf(stranger)).contains(stranger.brief(), FILES.brief(), "or train it again");
        assertThat(INT8.refusalOf(stranger))
                .contains(stranger.brief(), INT8.served().brief(), "or train it again");
    }
}
