//! Pictures made anew: nothing is left in them but what they show.
//!
//! What stands in the header is looked at first. Where, when and with what a picture was taken is gone, and so is
//! whatever else was hidden in the file. Off the async threads, a few at a time.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Seek, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use gif::{ColorOutput, DecodeOptions};
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits, Rgba, RgbaImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
    metadata::Orientation,
};
use tempfile::tempfile_in;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::settings::Files;

/// Pixels of a thumbnail, across and down at most.
const THUMBNAIL: u32 = 720;

/// How many times as long as wide a thumbnail is at most: of what is longer it shows a part.
const SLENDER: u32 = 3;

/// How much of a photograph is kept, of a hundred: nobody sees the difference.
const QUALITY: u8 = 90;
const THUMBNAIL_QUALITY: u8 = 80;

/// A moving picture may be so many times as large as a still one, all its frames together.
const MOVING: u64 = 8;

/// Makes pictures anew, as many at a time as the configuration says.
#[derive(Clone)]
pub struct Pictures {
    turns: Arc<Semaphore>,
    pixels: u64,
    frames: u32,
    folder: PathBuf,
}

/// Pixels across and down of the part of a picture that its thumbnail shows.
pub(super) fn framed((width, height): (u32, u32)) -> (u32, u32) {
    let most = |side: u32| side.saturating_mul(SLENDER);
    (width.min(most(height)), height.min(most(width)))
}

/// A picture and its thumbnail, in files without a name.
pub(super) struct Prepared {
    pub media_type: &'static str,
    pub picture: File,
    pub thumbnail: File,
    pub width: u32,
    pub height: u32,
}

/// Why a picture is not taken.
#[derive(Debug, thiserror::Error)]
pub(in crate::models) enum Refused {
    #[error("it is larger than the limit")]
    TooLarge,
    #[error("it can't be read: {0}")]
    Broken(#[from] ImageError),
    #[error("it can't be written: {0}")]
    Storage(#[from] io::Error),
}

/// Why a moving picture is not taken.
impl From<gif::DecodingError> for Refused {
    fn from(error: gif::DecodingError) -> Self {
        let format = image::error::ImageFormatHint::Exact(ImageFormat::Gif);
        Self::Broken(ImageError::Decoding(image::error::DecodingError::new(
            format, error,
        )))
    }
}

impl From<gif::EncodingError> for Refused {
    fn from(error: gif::EncodingError) -> Self {
        match error {
            gif::EncodingError::Io(error) => Self::Storage(error),
            error => Self::Storage(io::Error::other(error)),
        }
    }
}

impl Pictures {
    #[must_use]
    pub fn new(files: &Files) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(files.pictures_at_a_time.max(1))),
            pixels: files.picture_pixels,
            frames: files.picture_frames,
            folder: files.folder.clone(),
        }
    }

    pub(super) async fn prepare(&self, file: File, format: ImageFormat) -> Result<Prepared, Refused> {
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(io::Error::other)?;
        let limits = self.clone();
        spawn_blocking(move || {
            let _turn = turn;
            limits.make(file, format)
        })
        .await
        .map_err(io::Error::other)?
    }

    /// A picture from elsewhere, made anew and small: what is to be stored, and its size.
    pub(in crate::models) async fn shrink(&self, bytes: Vec<u8>) -> Result<(Vec<u8>, u32, u32), Refused> {
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(io::Error::other)?;
        let limits = self.clone();
        let shrinking = move || {
            let _turn = turn;
            let format = image::guess_format(&bytes)?;
            let (mut image, orientation, profile) = limits.decode(Cursor::new(bytes), format)?;
            image.apply_orientation(orientation);
            if image.width() > THUMBNAIL || image.height() > THUMBNAIL {
                image = image.thumbnail(THUMBNAIL, THUMBNAIL);
            }
            let lossy = (!image.has_alpha()).then_some(THUMBNAIL_QUALITY);
            let mut small = Vec::new();
            still(&image, lossy, profile.as_ref(), &limits.folder)?
                .into_file()?
                .read_to_end(&mut small)?;
            Ok((small, image.width(), image.height()))
        };
        spawn_blocking(shrinking).await.map_err(io::Error::other)?
    }

    /// The middle of a picture as a photograph of `side` pixels across and down; what is transparent is white.
    pub(super) async fn square(
        &self,
        file: File,
        format: ImageFormat,
        side: u32,
    ) -> Result<Vec<u8>, Refused> {
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(io::Error::other)?;
        let limits = self.clone();
        spawn_blocking(move || {
            let _turn = turn;
            limits.cut(file, format, side)
        })
        .await
        .map_err(io::Error::other)?
    }

    fn cut(&self, mut file: File, format: ImageFormat, side: u32) -> Result<Vec<u8>, Refused> {
        if format == ImageFormat::Gif {
            self.check_frames(&mut file)?;
        }
        file.rewind()?;
        let (mut image, orientation, profile) = self.decode(BufReader::new(&file), format)?;
        image.apply_orientation(orientation);
        let (width, height) = (image.width(), image.height());
        let shorter = width.min(height);
        // The top of what is tall: there are the faces.
        image = image.crop_imm((width - shorter) / 2, (height - shorter) / 5, shorter, shorter);
        image = image.resize_exact(side, side, image::imageops::FilterType::Triangle);
        // What the colours of others mean, is lost with them.
        let profile = profile.filter(|_| image.color().has_color());
        let mut ground = RgbaImage::from_pixel(side, side, Rgba([255; 4]));
        image::imageops::overlay(&mut ground, &image.to_rgba8(), 0, 0);
        let mut small = Vec::new();
        let picture = DynamicImage::from(ground).to_rgb8().into();
        still(&picture, Some(THUMBNAIL_QUALITY), profile.as_ref(), &self.folder)?
            .into_file()?
            .read_to_end(&mut small)?;
        Ok(small)
    }

    fn make(&self, mut file: File, format: ImageFormat) -> Result<Prepared, Refused> {
        if format == ImageFormat::Gif {
            self.check_frames(&mut file)?;
        }
        file.rewind()?;
        let (mut image, orientation, profile) = self.decode(BufReader::new(&file), format)?;
        let picture = if format == ImageFormat::Gif {
            // Its frames stay as they are.
            file.rewind()?;
            moving(&file, &self.folder)?
        } else {
            image.apply_orientation(orientation);
            let lossy = format == ImageFormat::Jpeg || (format == ImageFormat::WebP && !image.has_alpha());
            still(&image, lossy.then_some(QUALITY), profile.as_ref(), &self.folder)?
        };
        let (width, height) = (image.width(), image.height());
        let lossy = (!image.has_alpha()).then_some(THUMBNAIL_QUALITY);
        let (across, down) = framed((width, height));
        if (across, down) != (width, height) {
            // The top of what is tall, the middle of what is wide.
            image = image.crop_imm((width - across) / 2, 0, across, down);
        }
        if across > THUMBNAIL || down > THUMBNAIL {
            image = image.thumbnail(THUMBNAIL, THUMBNAIL);
        }
        let thumbnail = still(&image, lossy, profile.as_ref(), &self.folder)?;
        Ok(Prepared {
            media_type: match format {
                ImageFormat::Gif => "image/gif",
                ImageFormat::Jpeg => "image/jpeg",
                ImageFormat::WebP if lossy.is_some() => "image/jpeg",
                _ => "image/png",
            },
            picture: picture.into_file()?,
            thumbnail: thumbnail.into_file()?,
            width,
            height,
        })
    }

    /// The picture, how it is to be turned, and what its colours mean.
    fn decode(
        &self,
        file: impl BufRead + Seek,
        format: ImageFormat,
    ) -> Result<(DynamicImage, Orientation, Option<Vec<u8>>), Refused> {
        let mut reader = ImageReader::with_format(file, format);
        let mut limits = Limits::default();
        limits.max_alloc = Some(self.pixels.saturating_mul(8));
        reader.limits(limits);
        let mut decoder = reader.into_decoder()?;
        let (width, height) = decoder.dimensions();
        // Before anything is decoded.
        if u64::from(width) * u64::from(height) > self.pixels {
            return Err(Refused::TooLarge);
        }
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = decoder.icc_profile().unwrap_or_default();
        let image = DynamicImage::from_decoder(decoder)?;
        // Sixteen bits a colour are more than a screen shows.
        let image = match image {
            image @ (DynamicImage::ImageLuma8(_)
            | DynamicImage::ImageLumaA8(_)
            | DynamicImage::ImageRgb8(_)
            | DynamicImage::ImageRgba8(_)) => image,
            image if image.has_alpha() => image.into_rgba8().into(),
            image => image.into_rgb8().into(),
        };
        Ok((image, orientation, profile))
    }

    /// Goes over the heads of all frames without decoding one.
    fn check_frames(&self, file: &mut File) -> Result<(), Refused> {
        file.rewind()?;
        let mut options = DecodeOptions::new();
        options.skip_frame_decoding(true);
        let mut decoder = options.read_info(BufReader::new(&*file))?;
        let canvas = u64::from(decoder.width()) * u64::from(decoder.height());
        let (mut frames, mut pixels) = (0, 0);
        while let Some(frame) = decoder.next_frame_info()? {
            frames += 1;
            pixels += u64::from(frame.width) * u64::from(frame.height);
            if frames > self.frames || pixels > self.pixels.saturating_mul(MOVING) {
                return Err(Refused::TooLarge);
            }
        }
        if canvas > self.pixels {
            return Err(Refused::TooLarge);
        }
        Ok(())
    }
}

/// What has been written, to be read from its beginning.
struct Written(BufWriter<File>);

impl Written {
    fn begin(folder: &Path) -> io::Result<Self> {
        Ok(Self(BufWriter::new(tempfile_in(folder)?)))
    }

    fn into_file(self) -> io::Result<File> {
        let mut file = self.0.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.flush()?;
        file.rewind()?;
        Ok(file)
    }
}

/// As a photograph of this quality, or without any loss.
fn still(
    image: &DynamicImage,
    quality: Option<u8>,
    profile: Option<&Vec<u8>>,
    folder: &Path,
) -> Result<Written, Refused> {
    let mut written = Written::begin(folder)?;
    if let Some(quality) = quality {
        let mut encoder = JpegEncoder::new_with_quality(&mut written.0, quality);
        keep_colours(&mut encoder, profile);
        image.write_with_encoder(encoder)?;
    } else {
        let (compression, filter) = (CompressionType::Default, FilterType::Adaptive);
        let mut encoder = PngEncoder::new_with_quality(&mut written.0, compression, filter);
        keep_colours(&mut encoder, profile);
        image.write_with_encoder(encoder)?;
    }
    Ok(written)
}

fn keep_colours(encoder: &mut impl ImageEncoder, profile: Option<&Vec<u8>>) {
    if let Some(profile) = profile {
        // An encoder that knows no profiles writes the picture without.
        let _ = encoder.set_icc_profile(profile.clone());
    }
}

/// Frame by frame, each with its own colours: without loss, and without comments and whatever else stood beside.
fn moving(file: &File, folder: &Path) -> Result<Written, Refused> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    let mut decoder = options.read_info(BufReader::new(file))?;
    let (width, height) = (decoder.width(), decoder.height());
    let palette = decoder.global_palette().unwrap_or_default().to_vec();
    let mut written = Written::begin(folder)?;
    let mut encoder = gif::Encoder::new(&mut written.0, width, height, &palette)?;
    let mut is_first = true;
    while let Some(frame) = decoder.read_next_frame()? {
        let mut frame = frame.clone();
        frame.interlaced = false;
        if std::mem::take(&mut is_first) {
            // It stands before the first frame, so it is known by now.
            encoder.set_repeat(decoder.repeat())?;
        }
        encoder.write_frame(&frame)?;
    }
    drop(encoder);
    Ok(written)
}
