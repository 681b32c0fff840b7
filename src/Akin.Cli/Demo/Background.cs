using SkiaSharp;

namespace Akin.Cli.Demo;

/// <summary>What lies behind a drawn subject, and the bits and pieces around it.</summary>
internal sealed class Background(Random random, SKCanvas canvas, int width, int height)
{
    /// <summary>Covers the whole picture with a gradient, and perhaps a pattern on it.</summary>
    public void Fill()
    {
        SKColor first = Colour();
        SKColor second = Colour();
        using SKShader gradient = SKShader.CreateLinearGradient(
            new SKPoint(random.Next(width), 0), new SKPoint(random.Next(width), height), [first, second], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = gradient };
        canvas.DrawPaint(paint);
        using SKPaint pattern = new() { Color = Colour().WithAlpha((byte)random.Next(60, 160)), IsAntialias = true };
        int step = random.Next(14, 48);
        switch (random.Next(5))
        {
            case 0:
                Stripes(pattern, step);
                break;
            case 1:
                Dots(pattern, step);
                break;
            case 2:
                Checks(pattern, step);
                break;
            default:
                break;
        }
    }

    /// <summary>Strews small shapes over the picture.</summary>
    /// <param name="count">How many.</param>
    /// <param name="largestPart">The largest radius, as a part of the shorter edge.</param>
    public void Scatter(int count, float largestPart)
    {
        for (int shape = 0; shape < count; shape++)
        {
            using SKPaint paint = new() { Color = Colour(), IsAntialias = true };
            float radius = Math.Min(width, height) * largestPart * (0.3f + (0.7f * random.NextSingle()));
            SKPoint centre = new(random.Next(width), random.Next(height));
            SKRect box = SKRect.Create(centre.X - radius, centre.Y - (radius / 2), radius * 2, radius);
            switch (random.Next(3))
            {
                case 0:
                    canvas.DrawCircle(centre, radius, paint);
                    break;
                case 1:
                    canvas.DrawRect(box, paint);
                    break;
                default:
                    canvas.DrawOval(box, paint);
                    break;
            }
        }
    }

    private void Stripes(SKPaint paint, int step)
    {
        canvas.Save();
        canvas.RotateDegrees(random.Next(180), width / 2f, height / 2f);
        int reach = width + height;
        for (int left = -reach; left < reach; left += 2 * step)
        {
            canvas.DrawRect(left, -reach, step, 3 * reach, paint);
        }

        canvas.Restore();
    }

    private void Dots(SKPaint paint, int step)
    {
        for (int top = 0; top < height + step; top += step)
        {
            for (int left = 0; left < width + step; left += step)
            {
                canvas.DrawCircle(left, top, step / 4f, paint);
            }
        }
    }

    private void Checks(SKPaint paint, int step)
    {
        for (int row = 0; row * step < height; row++)
        {
            for (int column = row % 2; column * step < width; column += 2)
            {
                canvas.DrawRect(column * step, row * step, step, step, paint);
            }
        }
    }

    private SKColor Colour() => SKColor.FromHsv(random.Next(360), random.Next(10, 70), random.Next(35, 100));
}
