using Akin.Vectors.Storage;
using CsCheck;

namespace Akin.Vectors.Tests.Storage;

public sealed class UnitVectorTests
{
    [Fact]
    public void Scale_DividesEveryComponent_ToTheLastBit()
    {
        Gen<float> component = Gen.OneOf(Gen.Float[-1, 1], Gen.Float[-1e38f, 1e38f], Gen.Float[-1e-38f, 1e-38f]).Where(float.IsFinite);
        component.Array[0, 70].Sample(vector =>
        {
            double length = UnitVector.LengthOf(vector);
            float[] unit = new float[vector.Length];
            UnitVector.Scale(vector, length, unit);
            float[] inPlace = [.. vector];
            UnitVector.Scale(inPlace, length, inPlace);

            Assert.Equal(Array.ConvertAll(vector, value => length == 0 ? value : (float)(value / length)), unit);
            Assert.Equal(unit, inPlace);
            return length == 0 || Math.Abs(Math.Sqrt(unit.Sum(value => (double)value * value)) - 1) < 1e-5;
        });
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void LengthOf_IsNotFinite_WhereAComponentIsNot(float value)
    {
        for (int place = 0; place < 70; place++)
        {
            float[] vector = new float[70];
            vector[place] = value;
            Assert.False(double.IsFinite(UnitVector.LengthOf(vector)));
        }
    }
}
